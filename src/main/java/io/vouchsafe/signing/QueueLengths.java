package io.vouchsafe.signing;

import java.util.Arrays;

/** The lengths of several queues: their sum and the longest, kept as they change. */
final class QueueLengths {
  private int[] queues = new int[16];
  private int longest;
  private int sum;

  int sum() {
    return sum;
  }

  int longest() {
    return longest;
  }

  /** A queue has another length; zero is that of a queue that does not exist. */
  void changed(int before, int now) {
    sum += now - before;
    if (now >= queues.length) {
      queues = Arrays.copyOf(queues, Math.max(now + 1, queues.length * 2));
    }
    queues[before]--;
    queues[now]++;
    longest = Math.max(longest, now);
    while (longest > 0 && queues[longest] == 0) {
      longest--;
    }
  }
}
