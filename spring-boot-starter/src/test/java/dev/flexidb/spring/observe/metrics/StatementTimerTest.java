package dev.flexidb.spring.observe.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.StatementObserver.End;
import dev.flexidb.StatementObserver.Start;
import dev.flexidb.tenant.SchemaName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

class StatementTimerTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final StatementTimer timer = new StatementTimer(registry);

  private void run(boolean replica, End end) {
    Start start =
        new Start("orders", "db-1:5432", replica, new SchemaName("acme"), "SELECT 'secret'");
    Objects.requireNonNull(timer.started(start, Context.empty())).ended(end);
  }

  @Test
  void tagsSayWhereAndHowAndNothingElse() {
    Duration took = Duration.ofMillis(3);
    run(false, new End(took, null, false, true));
    run(true, new End(took, new R2dbcDataIntegrityViolationException("'ann'"), false, true));
    run(false, new End(took, null, true, true));

    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getTags().toString())
        .containsExactlyInAnyOrder(
            "[tag(database=orders), tag(exception=none), tag(outcome=success),"
                + " tag(server=primary)]",
            "[tag(database=orders), tag(exception=R2dbcDataIntegrityViolationException),"
                + " tag(outcome=error), tag(server=db-1:5432)]",
            "[tag(database=orders), tag(exception=none), tag(outcome=cancelled),"
                + " tag(server=primary)]");
  }
}
