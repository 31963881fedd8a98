package dev.flexidb.spring.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.Progress;
import dev.flexidb.migrate.SchemaTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@DisplayName("S30: how far the migration of a database is")
@ExtendWith(OutputCaptureExtension.class)
@Isolated("captures the output")
class MigrationLogTest {

  private final MigrationLog log = new MigrationLog(List.of("tenant"));

  @Test
  void isToldEveryFiveSecondsOfEachDomain(CapturedOutput output) {
    applied("shared", 4);
    applied("shared", 60);
    applied("shared", 64);
    log.tell(new Finished("orders", "shared", OptionalInt.of(1), after(64)));
    applied("tenant", 4);
    applied("tenant", 6);

    assertThat(output.getOut().lines().filter(line -> line.contains("Migrating database")))
        .satisfiesExactly(
            line -> assertThat(line).contains("domain \"shared\": 60 of 100 schemas done"),
            line -> assertThat(line).contains("domain \"tenant\": 6 of 100 schemas done"));
  }

  private void applied(String domain, int seconds) {
    SchemaTarget target = new SchemaTarget("orders", domain, "acme");
    log.tell(new Applied(target, List.of("V1__items.sql"), Duration.ZERO, after(seconds)));
  }

  /** One schema a second. */
  private static Progress after(int seconds) {
    return new Progress(100, seconds, 0, 0, Duration.ofSeconds(seconds), Optional.empty());
  }
}
