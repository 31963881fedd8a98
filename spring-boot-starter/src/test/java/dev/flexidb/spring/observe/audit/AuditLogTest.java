package dev.flexidb.spring.observe.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.flexidb.spring.observe.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("S30: the audit in the log")
class AuditLogTest {

  private static String written(String who) {
    Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.NAME);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    logger.addAppender(logged);
    new AuditLog()
        .onAction(
            new AuditedAction(
                Instant.EPOCH,
                Optional.of(who),
                "MIGRATE",
                "orders_of_audit",
                Optional.of("acme"),
                Outcome.SUCCESS,
                Duration.ofMillis(3),
                Map.of("scripts", "1", "domain", "tenant")));
    logger.detachAppender(logged);
    return logged.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains("database=orders_of_audit"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void isOneLineWhoseDetailsHaveAnOrder() {
    assertThat(written("ann"))
        .isEqualTo(
            "who=ann operation=MIGRATE database=orders_of_audit schema=acme outcome=success"
                + " took=3 ms {domain=tenant, scripts=1}");
  }

  @Test
  void whoeverSomebodyIsCalledThereIsOneOperation() {
    assertThat(written("ann operation=SEED \"x\"\nwho=bob"))
        .startsWith("who=\"ann operation=SEED 'x'\\u000awho=bob\" operation=MIGRATE ");
    assertThat(written("")).startsWith("who=\"\" operation=MIGRATE ");
    assertThat(written("-")).startsWith("who=\"-\" operation=MIGRATE ");
  }
}
