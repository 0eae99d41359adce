package io.vouchsafe.agent.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Objects;

/** Where tokens are asked for, and by what the workload shows who it is. */
public sealed interface Access {
  /** What is shown, read at each use. */
  Secret secret();

  /**
   * By a grant.
   *
   * @param requestUrl the URL to which {@code &audience=} is added, such as the {@code request_url}
   *     that a grant comes with
   */
  record ByGrant(URI requestUrl, Secret secret) implements Access {
    public ByGrant {
      Objects.requireNonNull(requestUrl, "requestUrl");
      Objects.requireNonNull(secret, "secret");
    }

    /** At an issuer whose URL is known. */
    public static ByGrant at(URI issuer, Secret grant) {
      return new ByGrant(Urls.below(issuer, "/id-token?api-version=1"), grant);
    }
  }

  /**
   * By a proof of the process' own, such as a projected token of Kubernetes.
   *
   * @param workload the attributes that it vouches for
   */
  record ByProof(URI issuer, Secret secret, ObjectNode workload) implements Access {
    public ByProof {
      Objects.requireNonNull(issuer, "issuer");
      Objects.requireNonNull(secret, "secret");
      Objects.requireNonNull(workload, "workload");
    }
  }
}
