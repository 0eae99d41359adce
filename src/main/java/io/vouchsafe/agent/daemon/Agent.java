package io.vouchsafe.agent.daemon;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.client.IssuerClient;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.config.AgentConfig;
import io.vouchsafe.agent.config.Workload;
import io.vouchsafe.agent.file.FileStatus;
import io.vouchsafe.agent.file.RenewalLines;
import io.vouchsafe.agent.file.Renewer;
import io.vouchsafe.agent.file.TokenSource;
import io.vouchsafe.agent.file.Watcher;
import io.vouchsafe.agent.listener.HealthEndpoint;
import io.vouchsafe.agent.listener.Listeners;
import io.vouchsafe.agent.listener.RequestCounts;
import io.vouchsafe.base.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What {@code vouchsafe agent} runs: files and listeners of all its workloads. */
public final class Agent implements AutoCloseable {
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

  private final AgentConfig config;
  private final Surroundings surroundings;
  private final Web web;
  private final Map<String, Renewer> renewers = new ConcurrentSkipListMap<>();
  private final Deque<Runnable> ends = new ArrayDeque<>();
  private final Renewer.Together together = new Renewer.Together();
  private final RequestCounts counts = new RequestCounts();

  private Agent(AgentConfig config, Surroundings surroundings) throws Fault {
    this.config = config;
    this.surroundings = surroundings;
    web = new Web(config.caFile(), LONGEST_REQUEST);
  }

  /**
   * Begins with everything, and says in a line each where listeners are and what fails.
   *
   * @throws Fault if a listener cannot be had; files are tried again and again instead
   */
  public static Agent start(AgentConfig config, Surroundings surroundings) throws Fault {
    config.makeFolders();
    Agent agent = new Agent(config, surroundings);
    try {
      agent.listen();
      agent.renew();
      return agent;
    } catch (Fault e) {
      agent.close();
      throw e;
    }
  }

  private void listen() throws Fault {
    if (config.workloads().stream().anyMatch(workload -> workload.aws().isPresent())) {
      listen(new Web(surroundings.variable("AWS_CA_BUNDLE").map(Path::of), LONGEST_REQUEST));
    } else {
      listen(web);
    }
    if (config.health().isPresent()) {
      ends.push(
          HealthEndpoint.start(config.health().get(), this::statuses, counts, surroundings::say));
    }
  }

  private void listen(Web aws) throws Fault {
    ends.push(aws::close);
    for (Workload workload : config.workloads()) {
      ends.push(Listeners.start(workload, source(workload), aws, surroundings, counts)::close);
    }
  }

  private TokenSource source(Workload workload) {
    return TokenSource.of(new IssuerClient(web, workload.access()));
  }

  private void renew() {
    for (Workload workload : config.workloads()) {
      RenewalLines lines =
          new RenewalLines(
              "token files of " + workload.name(), surroundings.clock(), surroundings::say);
      renew(workload, lines);
    }
  }

  private void renew(Workload workload, Watcher watcher) {
    Renewer renewer =
        Renewer.start(source(workload), workload.files(), watcher, surroundings.clock(), together);
    renewers.put(workload.name(), renewer);
    ends.push(renewer::close);
  }

  private Map<String, List<FileStatus>> statuses() {
    Map<String, List<FileStatus>> statuses = new LinkedHashMap<>();
    renewers.forEach((name, renewer) -> statuses.put(name, renewer.statuses()));
    return statuses;
  }

  /**
   * Writes each file once.
   *
   * @param longest how long it tries while the issuer is away
   * @return how the process ends; what was wrong with each file was said
   */
  public static ExitCode once(AgentConfig config, Surroundings surroundings, Duration longest)
      throws Fault {
    config.makeFolders();
    try (Agent agent = new Agent(config, surroundings)) {
      config.workloads().forEach(workload -> agent.renew(workload, Watcher.SILENT));
      return agent.first(longest);
    }
  }

  private ExitCode first(Duration longest) throws Fault {
    Deadline deadline = Deadline.in(longest);
    ExitCode end = ExitCode.DONE;
    for (Renewer renewer : renewers.values()) {
      for (FileStatus missing : renewer.missing(deadline)) {
        Fault fault = missing.whyMissing();
        surroundings.say(named(missing.file().path().toString(), fault.getMessage()));
        end = end == ExitCode.DONE ? fault.code() : end;
      }
    }
    return end;
  }

  private static String named(String file, String message) {
    return message.contains(file) ? message : file + ": " + message;
  }

  /** Ends after the writes and answers that are under way. */
  @Override
  public void close() {
    while (!ends.isEmpty()) {
      ends.pop().run();
    }
    web.close();
  }
}
