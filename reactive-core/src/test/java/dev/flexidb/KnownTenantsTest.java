package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.TenantUnavailableException;
import dev.flexidb.error.UnknownTenantException;
import dev.flexidb.family.Namespace;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

@Isolated("turns the clock of all schedulers")
class KnownTenantsTest {

  private static final SchemaName ACME = new SchemaName("acme");

  /** Connects to nothing, as nobody asks it anything here. */
  private static final DatabaseClient CLIENT =
      ReactiveFlexiDb.builder()
          .database("app", DatabaseConfig.of("r2dbc:postgresql://app:secret@localhost/app"))
          .build()
          .get("app")
          .client();

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Map<String, Tenant> told = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final KnownTenants known =
      new KnownTenants("app", new Directory(), () -> CLIENT, PATIENCE);

  private final class Directory implements TenantDirectory {
    @Override
    public Mono<Tenant> find(DatabaseClient shared, String id) {
      return Mono.deferContextual(
          context -> {
            asked.incrementAndGet();
            assertThat(TenantContext.isBypassed(context)).isTrue();
            return Mono.justOrEmpty(told.get(id));
          });
    }

    @Override
    public Flux<Tenant> inactive(DatabaseClient shared) {
      return Flux.deferContextual(
          context -> {
            asked.incrementAndGet();
            assertThat(TenantContext.isBypassed(context)).isTrue();
            return told.containsKey("broken")
                ? Flux.error(new IllegalStateException("no table"))
                : Flux.fromIterable(told.values());
          });
    }
  }

  private Namespace chosen() {
    return java.util.Objects.requireNonNull(
        known
            .served(context -> new Namespace(Optional.of(ACME), List.of()))
            .apply(Context.empty()));
  }

  private void is(TenantState state) {
    told.put("acme", new Tenant("acme", ACME, state));
  }

  @Test
  void servesNobodyBeforeTheDirectoryWasAsked() {
    assertThatThrownBy(this::chosen)
        .isInstanceOf(TenantUnavailableException.class)
        .hasMessageContaining("not known yet");
  }

  @Test
  void servesWhoIsNotToldOf() {
    known.known().block();

    assertThat(chosen().first()).isEqualTo("acme");
  }

  @Test
  void refusesWhoIsNotToBeServed() {
    is(TenantState.FAILED);
    known.known().block();

    assertThatThrownBy(this::chosen)
        .isInstanceOf(TenantUnavailableException.class)
        .hasMessageContaining("FAILED");
  }

  @Test
  void asksAgainWhenTheAnswerIsOld() {
    StepVerifier.withVirtualTime(
            () -> {
              KnownTenants virtual =
                  new KnownTenants("app", new Directory(), () -> CLIENT, PATIENCE);
              Mono<Integer> count = Mono.fromSupplier(asked::get);
              return virtual
                  .known()
                  .then(virtual.known())
                  .then(count)
                  .concatWith(
                      Mono.delay(KnownTenants.INACTIVE.plusMillis(1))
                          .then(virtual.known())
                          .then(count));
            })
        .expectNext(1)
        .thenAwait(KnownTenants.INACTIVE.plusMillis(1))
        .expectNext(2)
        .verifyComplete();
  }

  /** A tenant that was made meanwhile waits no longer than it has to. */
  @ParameterizedTest
  @EnumSource(names = {"CREATING", "DELETING"})
  void asksAgainSoonWhileATenantIsMade(TenantState passing) {
    is(passing);
    StepVerifier.withVirtualTime(
            () -> {
              KnownTenants virtual =
                  new KnownTenants("app", new Directory(), () -> CLIENT, PATIENCE);
              return virtual
                  .known()
                  .then(Mono.delay(KnownTenants.PASSING.plusMillis(1)))
                  .then(virtual.known())
                  .then(Mono.fromSupplier(asked::get));
            })
        .thenAwait(KnownTenants.PASSING.plusMillis(1))
        .expectNext(2)
        .verifyComplete();
  }

  @Test
  void doesNotRememberAnError() {
    is(TenantState.ACTIVE);
    told.put("broken", new Tenant("broken", new SchemaName("broken"), TenantState.ACTIVE));
    known.known().as(StepVerifier::create).verifyError(IllegalStateException.class);
    assertThatThrownBy(this::chosen).isInstanceOf(TenantUnavailableException.class);
    told.remove("broken");

    known.known().as(StepVerifier::create).verifyComplete();
    assertThat(chosen().first()).isEqualTo("acme");
  }

  @Test
  void asksAgainWhereAnAnswerIsLost() {
    StepVerifier.withVirtualTime(
            () -> {
              AtomicBoolean lost = new AtomicBoolean(true);
              KnownTenants virtual =
                  new KnownTenants("app", new Losing(lost), () -> CLIENT, PATIENCE);
              return Mono.whenDelayError(virtual.known(), virtual.known(), virtual.schemaOf("acme"))
                  .onErrorComplete(
                      error ->
                          Exceptions.unwrapMultiple(error).stream()
                              .allMatch(ConnectionLostException.class::isInstance))
                  .then(Mono.fromRunnable(() -> lost.set(false)))
                  .then(virtual.known())
                  .then(virtual.schemaOf("acme"));
            })
        .thenAwait(PATIENCE)
        .expectNext(ACME)
        .verifyComplete();
  }

  @Test
  void keepsNobodyBehindItsDeadline() {
    StepVerifier.withVirtualTime(
            () -> {
              KnownTenants virtual =
                  new KnownTenants(
                      "app", new Losing(new AtomicBoolean(true)), () -> CLIENT, PATIENCE);
              virtual.known().subscribe(unseen -> {}, unseen -> {});
              return virtual
                  .known()
                  .onErrorResume(DeadlineExceededException.class, passed -> Mono.empty())
                  .then(virtual.schemaOf("acme"))
                  .contextWrite(Deadline.withDeadline(Duration.ofSeconds(1)));
            })
        .thenAwait(Duration.ofSeconds(1))
        .verifyError(DeadlineExceededException.class);
  }

  /** One whose answers are lost on their way. */
  private record Losing(AtomicBoolean now) implements TenantDirectory {
    @Override
    public Mono<Tenant> find(DatabaseClient shared, String id) {
      return now.get() ? Mono.never() : Mono.just(new Tenant(id, ACME, TenantState.ACTIVE));
    }

    @Override
    public Flux<Tenant> inactive(DatabaseClient shared) {
      return now.get() ? Flux.never() : Flux.empty();
    }
  }

  @Test
  void remembersWhereAnIdLeads() {
    is(TenantState.ACTIVE);

    known.schemaOf("acme").repeat(3).as(StepVerifier::create).expectNextCount(4).verifyComplete();

    assertThat(asked).hasValue(1);
  }

  @Test
  void findsATenantAsTheDirectorySaysNow() {
    known.find("acme").as(StepVerifier::create).verifyComplete();
    is(TenantState.FAILED);

    known
        .find("acme")
        .repeat(1)
        .map(Tenant::state)
        .as(StepVerifier::create)
        .expectNext(TenantState.FAILED, TenantState.FAILED)
        .verifyComplete();
    assertThat(asked).hasValue(3);
    known.find("no\nid").as(StepVerifier::create).verifyError(InvalidConfigurationException.class);
  }

  @Test
  void doesNotRememberWhoIsNotThere() {
    known.schemaOf("acme").as(StepVerifier::create).verifyError(UnknownTenantException.class);
    is(TenantState.ACTIVE);

    known.schemaOf("acme").as(StepVerifier::create).expectNext(ACME).verifyComplete();
    known
        .schemaOf("no\nid")
        .as(StepVerifier::create)
        .verifyError(InvalidConfigurationException.class);
  }
}
