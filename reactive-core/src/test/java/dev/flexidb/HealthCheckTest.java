package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** When a server is asked whether it answers, and who is told. */
@Isolated("turns the clock of all schedulers")
class HealthCheckTest extends WatchedServer {

  @Test
  @DisplayName("F22: checks begin with the first use, and go on at their interval")
  void checksBeginWithTheFirstUse() {
    ReactiveFlexiDb db = over(EXACT, ReconnectConfig.NONE);
    pass(100);
    assertThat(server.asked()).isZero();
    assertThat(health(db)).isEqualTo(HealthStatus.UNKNOWN);

    connect(db);
    pass(29);
    assertThat(server.asked()).isZero();
    pass(1);
    assertThat(server.asked()).isEqualTo(1);
    assertThat(health(db)).isEqualTo(HealthStatus.HEALTHY);
    pass(60);
    assertThat(server.asked()).isEqualTo(2);
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F22: they begin with a first use that fails, too")
  void checksBeginWithAFirstUseThatFails() {
    server.answer = Silenceable.DOWN;
    ReactiveFlexiDb db = over(EXACT, ReconnectConfig.NONE);

    ask(db);
    server.asked();
    pass(30);

    assertThat(server.asked()).isEqualTo(1);
    assertThat(health(db)).isEqualTo(HealthStatus.UNHEALTHY);
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F22: each interval is partly left to chance")
  void intervalsArePartlyLeftToChance() {
    HealthCheckConfig config = HealthCheckConfig.DEFAULTS;

    assertThat(config.next(0)).isEqualTo(Duration.ofSeconds(24));
    assertThat(config.next(0.5)).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.next(1)).isEqualTo(Duration.ofSeconds(36));
    assertThat(config.withJitter(0).next(0.9)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  @DisplayName("F20, F22: a change is told once, and a server that hangs is asked once at a time")
  void aChangeIsToldOnce() {
    ReactiveFlexiDb db = over(EXACT.withInterval(Duration.ofSeconds(2)), ReconnectConfig.NONE);
    connect(db);

    pass(20);
    server.answer = Silenceable.SILENT;
    pass(60);
    assertThat(health(db)).isEqualTo(HealthStatus.UNHEALTHY);
    server.answer = Silenceable.UP;
    pass(20);

    assertThat(told)
        .containsExactly("UNKNOWN > HEALTHY", "HEALTHY > UNHEALTHY", "UNHEALTHY > HEALTHY");
    assertThat(server.mostUnderWay()).isEqualTo(1);
    server.asked();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("Z07: who asks while it is replaced is told of what took its place")
  void whoAsksWhileItIsReplacedIsToldOfTheNewOne() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    connect(db);
    server.answer = Silenceable.SILENT;
    List<Map<String, Boolean>> health = new CopyOnWriteArrayList<>();
    db.health().subscribe(health::add);
    pass(0);
    assertThat(server.asked()).isEqualTo(1);

    run(db.replace("app", DatabaseConfig.of(new Silenceable())));
    pass(0);

    assertThat(health).containsExactly(Map.of("app", true));
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F22: checks can be turned off")
  void checksCanBeTurnedOff() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    connect(db);

    pass(10_000);

    assertThat(server.asked()).isZero();
    assertThat(health(db)).isEqualTo(HealthStatus.UNKNOWN);
    assertNothingIsLeftOnceClosed(db);
  }
}
