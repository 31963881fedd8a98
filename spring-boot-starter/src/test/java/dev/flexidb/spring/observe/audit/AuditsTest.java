package dev.flexidb.spring.observe.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.spring.observe.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

@DisplayName("S30: an action is audited whatever others do")
class AuditsTest {

  private final BlockingQueue<AuditedAction> told = new LinkedBlockingQueue<>();

  private Optional<String> who(AuditPrincipal principal) throws InterruptedException {
    Audits audits =
        new Audits(
            principal,
            List.of(
                action -> {
                  throw new IllegalStateException("broken");
                },
                told::add));
    audits.tell(
        Context.of("user", "ann"),
        who ->
            new AuditedAction(
                Instant.EPOCH,
                who,
                "DELETE_SCHEMA",
                "orders",
                Optional.of("acme"),
                Outcome.SUCCESS,
                Duration.ZERO,
                Map.of()));
    AuditedAction action = told.poll(10, TimeUnit.SECONDS);
    audits.destroy();
    assertThat(action).isNotNull();
    return action.who();
  }

  @Test
  void byWhoIsInTheContextOfItsSubscriber() throws InterruptedException {
    assertThat(who(() -> Mono.deferContextual(context -> Mono.just(context.get("user")))))
        .contains("ann");
  }

  @Test
  void byNobodyWhereThePrincipalIsNotFound() throws InterruptedException {
    assertThat(who(Mono::empty)).isEmpty();
    assertThat(who(() -> Mono.error(new IllegalStateException("no")))).isEmpty();
    assertThat(
            who(
                () -> {
                  throw new IllegalStateException("no");
                }))
        .isEmpty();
  }
}
