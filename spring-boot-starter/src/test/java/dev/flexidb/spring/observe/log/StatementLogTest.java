package dev.flexidb.spring.observe.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.flexidb.StatementObserver.End;
import dev.flexidb.StatementObserver.Ending;
import dev.flexidb.StatementObserver.Start;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import reactor.util.context.Context;

@DisplayName("S31: statements in the log")
@Isolated("sets the level of a logger")
class StatementLogTest {

  private static final Duration SLOW = Duration.ofMillis(100);
  private static final Start START =
      new Start("orders", "db-1:5432", false, new SchemaName("acme"), "SELECT\n\u001b[31m 1");

  private final Logger logger = (Logger) LoggerFactory.getLogger(StatementLog.NAME);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private @Nullable Level before;

  @BeforeEach
  void listen() {
    before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(logged);
    logged.start();
  }

  @AfterEach
  void leave() {
    logger.detachAppender(logged);
    logger.setAdditive(true);
    logger.setLevel(before);
  }

  private void runs(@Nullable Duration slow, Duration took, @Nullable Throwable error) {
    Ending ending = new StatementLog(slow).started(START, Context.empty());
    if (ending != null) {
      ending.ended(new End(took, error, false, true));
    }
  }

  @Test
  void oneThatIsSlowIsWarnedOfWhateverTheLevel() {
    runs(SLOW, SLOW.minusNanos(1), null);
    runs(SLOW, SLOW, new R2dbcDataIntegrityViolationException("Duplicate 'ann'", "23505"));

    assertThat(logged.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.WARN);
              assertThat(event.getFormattedMessage())
                  .isEqualTo(
                      "Slow statement: database=orders server=primary schema=acme took=100.0 ms"
                          + " outcome=error, R2dbcDataIntegrityViolationException (23505)"
                          + " sql=SELECT [31m 1");
            });
  }

  @Test
  void noneIsSlowUnlessItIsSaidWhatThatIs() {
    runs(null, Duration.ofHours(1), null);
    assertThat(logged.list).isEmpty();
    logger.setLevel(Level.DEBUG);
    runs(null, Duration.ofHours(1), null);
    assertThat(logged.list)
        .singleElement()
        .satisfies(event -> assertThat(event.getLevel()).isEqualTo(Level.DEBUG));
  }

  @Test
  void slowOnesAreNotWrittenTwice() {
    logger.setLevel(Level.DEBUG);
    runs(SLOW, SLOW, null);
    assertThat(logged.list).hasSize(1);
  }
}
