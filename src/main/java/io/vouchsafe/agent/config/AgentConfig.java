package io.vouchsafe.agent.config;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.file.FileMode;
import io.vouchsafe.agent.file.TokenFile;
import io.vouchsafe.agent.file.WholeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent does.
 *
 * @param caFile certificate authorities to trust for the issuer in place of the system's
 * @param makesFolders whether folders of files, sockets and secrets are made where they are missing
 * @param health where health and metrics are answered, if at all
 */
public record AgentConfig(
    Optional<Path> caFile,
    boolean makesFolders,
    Optional<HealthAt> health,
    List<Workload> workloads) {

  /** Where health and metrics are answered, in clear text. */
  public record HealthAt(String address, int port) {}

  public AgentConfig {
    workloads = List.copyOf(workloads);
  }

  /**
   * Checks what no single part of it can know.
   *
   * @throws Fault if there is nothing to do, two workloads have one name, something else is at the
   *     same place, or a port would serve one workload of several
   */
  public AgentConfig checked() throws Fault {
    if (workloads.isEmpty()) {
      throw Fault.misused("the agent has no workload");
    }
    Set<String> names = new HashSet<>();
    for (Workload workload : workloads) {
      if (!names.add(workload.name())) {
        throw Fault.misused("two workloads are called %s".formatted(workload.name()));
      }
      if (!workload.hasWork()) {
        throw Fault.misused(
            "workload %s has neither a file nor a listener: say what the agent is to do for it"
                .formatted(workload.name()));
      }
    }
    checkPorts();
    checkPaths();
    return this;
  }

  /**
   * Makes the folders that are missing, if it is to: such as in a volume of a pod, which everybody
   * may write. A folder is its owner's alone, but if a file in it is for a group, whose members may
   * enter it. The folder around it must be there.
   *
   * @throws Fault if one cannot be made
   */
  public void makeFolders() throws Fault {
    if (!makesFolders) {
      return;
    }
    for (Workload workload : workloads) {
      for (TokenFile file : workload.files()) {
        WholeFile.makeFolder(file.path(), file.mode());
      }
      for (Path path : workload.otherPaths()) {
        WholeFile.makeFolder(path, FileMode.OWNER);
      }
    }
  }

  /** Whether any workload has a file. */
  public boolean hasFiles() {
    return workloads.stream().anyMatch(workload -> !workload.files().isEmpty());
  }

  private void checkPorts() throws Fault {
    List<Integer> ports = new ArrayList<>();
    for (Workload workload : workloads) {
      List<Integer> own = workload.ports();
      if (workloads.size() > 1 && !own.isEmpty()) {
        throw Fault.misused(
            "workload %s has a port, which any process of the machine reaches: with several workloads, files and sockets only"
                .formatted(workload.name()));
      }
      ports.addAll(own);
    }
    health.ifPresent(at -> ports.add(at.port()));
    Set<Integer> seen = new HashSet<>();
    for (int port : ports) {
      if (port != 0 && !seen.add(port)) {
        throw Fault.misused("port %d is there twice".formatted(port));
      }
    }
  }

  private void checkPaths() throws Fault {
    Set<Path> seen = new HashSet<>();
    for (Workload workload : workloads) {
      List<Path> paths = new ArrayList<>(workload.files().stream().map(TokenFile::path).toList());
      paths.addAll(workload.otherPaths());
      for (Path path : paths) {
        if (!seen.add(path.toAbsolutePath().normalize())) {
          throw Fault.misused("%s is there twice: each file has a path of its own".formatted(path));
        }
      }
    }
  }
}
