package dev.flexidb.benchmarks.claims;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class ItemsTest {

  @Test
  void acceptTheTenantsOwnRow() {
    Items.requireTenant(3, Flux.just(3)).as(StepVerifier::create).verifyComplete();
  }

  @Test
  void refuseAnotherTenantsRow() {
    Items.requireTenant(3, Flux.just(4))
        .as(StepVerifier::create)
        .verifyErrorMessage("tenant 3 was given a row of tenant 4");
  }

  @Test
  void refuseNoRow() {
    Items.requireTenant(3, Flux.empty())
        .as(StepVerifier::create)
        .verifyError(java.util.NoSuchElementException.class);
  }

  @Test
  void refuseTwoRows() {
    Items.requireTenant(3, Flux.just(3, 3))
        .as(StepVerifier::create)
        .verifyError(IndexOutOfBoundsException.class);
  }
}
