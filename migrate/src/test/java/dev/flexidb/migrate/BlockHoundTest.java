package dev.flexidb.migrate;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class BlockHoundTest {

  @Test
  void aBlockingCallOnAParallelThreadIsDetected() {
    Mono.fromRunnable(() -> LockSupport.parkNanos(1))
        .subscribeOn(Schedulers.parallel())
        .as(StepVerifier::create)
        .verifyError(BlockingOperationError.class);
  }
}
