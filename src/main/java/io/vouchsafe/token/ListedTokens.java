package io.vouchsafe.token;

import io.vouchsafe.base.Asking;
import io.vouchsafe.base.VirtualThreads;
import io.vouchsafe.key.SigningAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Issues the tokens of one list: those of different keys side by side, and of each key as many at a
 * time as it signs at once. Every token has a thread while it is made, which then takes the next
 * one. As many as go into one call to Vault are signed together.
 */
final class ListedTokens {
  /** Makes one token, or gives its place up. */
  @FunctionalInterface
  interface Entry {
    Outcome outcome(EntitledRequest request, Signer.Place place);
  }

  private final List<EntitledRequest> requests;
  private final Signer signer;
  private final Entry entry;
  private final AtomicReferenceArray<Outcome> outcomes;

  ListedTokens(List<EntitledRequest> requests, Signer signer, Entry entry) {
    this.requests = requests;
    this.signer = signer;
    this.entry = entry;
    this.outcomes = new AtomicReferenceArray<>(requests.size());
  }

  /**
   * Waits for all of them.
   *
   * @return an outcome for each request, in their order
   */
  List<Outcome> issue(Function<EntitledRequest, SigningAlgorithm> algorithm) {
    Map<SigningAlgorithm, List<Integer>> lanes =
        IntStream.range(0, requests.size())
            .boxed()
            .collect(Collectors.groupingBy(i -> algorithm.apply(requests.get(i))));
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService threads = VirtualThreads.eachNamed("id-tokens")) {
      lanes.forEach(
          (of, indices) -> {
            Lane lane = new Lane(indices, signer.width(of));
            for (int i = 0; i < lane.threads(); i++) {
              workers.add(threads.submit(Asking.carried(lane::work)));
            }
          });
    }
    workers.forEach(Future::resultNow);
    return IntStream.range(0, requests.size()).mapToObj(outcomes::get).toList();
  }

  /** The requests for tokens of one key, by their indices. */
  private final class Lane {
    private final List<Integer> indices;
    private final Signer.Width width;
    private final List<Signer.Place> places = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    Lane(List<Integer> indices, Signer.Width width) {
      this.indices = indices;
      this.width = width;
      while (places.size() < indices.size()) {
        places.addAll(signer.places(Math.min(width.batch(), indices.size() - places.size())));
      }
    }

    /** Never fewer than a batch needs, which waits until each of its places was used. */
    int threads() {
      return Math.min(width.tokens(), indices.size());
    }

    void work() {
      for (int i = next.getAndIncrement(); i < indices.size(); i = next.getAndIncrement()) {
        int index = indices.get(i);
        try (Signer.Place place = places.get(i)) {
          outcomes.set(index, entry.outcome(requests.get(index), place));
        }
      }
    }
  }
}
