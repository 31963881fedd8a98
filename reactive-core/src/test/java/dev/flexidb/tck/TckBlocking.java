package dev.flexidb.tck;

import java.util.List;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** The TCK's subscriber hands what it is told to the test under a lock that the test takes too. */
public final class TckBlocking implements BlockHoundIntegration {

  @Override
  public void applyTo(BlockHound.Builder builder) {
    for (String method : List.of("add", "complete")) {
      builder.allowBlockingCallsInside(
          "org.reactivestreams.tck.TestEnvironment$Receptacle", method);
    }
  }
}
