package dev.flexidb.testing.isolation;

import dev.flexidb.Database;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Asserts that work of two tenants is kept apart. Immutable; the assertion itself blocks.
 *
 * <pre>{@code
 * TenantIsolation.assertThat(db)
 *     .between("acme", "umbrella")
 *     .keepsApart(marker -> orders.place(marker).thenMany(orders.all()));
 * }</pre>
 *
 * <p>The work writes its marker, which is another one in each run, and gives what it reads. It is
 * run many times in both tenants at once: to its end, rolled back, cancelled behind its first value
 * or after a time, and cancelled in a transaction. Nothing that the one tenant is given may hold
 * what the other one wrote, told by {@code toString()}.
 */
public final class TenantIsolation {

  private static final int RUNS = 64;
  private static final int AT_ONCE = 8;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Supplier<List<Database>> databases;
  private final int runs;
  private final int atOnce;
  private final Duration limit;

  private TenantIsolation(
      Supplier<List<Database>> databases, int runs, int atOnce, Duration limit) {
    this.databases = databases;
    this.runs = runs;
    this.atOnce = atOnce;
    this.limit = limit;
  }

  /** For work on all of these databases, in whose transactions it is rolled back. */
  public static TenantIsolation assertThat(ReactiveFlexiDb db) {
    Objects.requireNonNull(db, "db is null");
    return new TenantIsolation(
        () -> db.list().stream().map(db::get).toList(), RUNS, AT_ONCE, LIMIT);
  }

  /** For work on this database. */
  public static TenantIsolation assertThat(Database database) {
    List<Database> one = List.of(database);
    return new TenantIsolation(() -> one, RUNS, AT_ONCE, LIMIT);
  }

  /**
   * With so many runs in all, in place of 64.
   *
   * @throws IllegalArgumentException if there are fewer than 8, which would leave something out
   */
  public TenantIsolation runs(int runs) {
    require(runs >= 8, "runs is %d; it must be at least 8", runs);
    return new TenantIsolation(databases, runs, atOnce, limit);
  }

  /**
   * With so many runs at once, in place of 8; with 2 a tenant's runs come one after the other, for
   * work that cannot run beside itself.
   */
  public TenantIsolation atOnce(int atOnce) {
    require(atOnce >= 2, "atOnce is %d; it must be at least 2", atOnce);
    return new TenantIsolation(databases, runs, atOnce, limit);
  }

  /** All of it within this time, in place of 30 s. */
  public TenantIsolation within(Duration limit) {
    require(limit.toMillis() > 0, "the limit is %d ms; it must be at least 1", limit.toMillis());
    return new TenantIsolation(databases, runs, atOnce, limit);
  }

  private static void require(boolean fits, String message, long value) {
    if (!fits) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }

  /**
   * Of these two tenants, whose schemas are there.
   *
   * @throws dev.flexidb.tenant.InvalidSchemaNameException at once, if no schema may have such a
   *     name
   */
  public Between between(String one, String other) {
    return between(new SchemaName(one), new SchemaName(other));
  }

  /** Of these two tenants, whose schemas are there. */
  public Between between(SchemaName one, SchemaName other) {
    if (one.equals(other)) {
      throw new IllegalArgumentException(
          "both tenants are %s; name two, or nothing is shown".formatted(one));
    }
    return new Between(this, new Witness(one, mark()), new Witness(other, mark()));
  }

  /** Twelve letters and digits, beginning with a letter. */
  private static String mark() {
    return "m" + UUID.randomUUID().toString().replace("-", "").substring(0, 10) + "x";
  }

  /** Two tenants. Immutable. */
  public static final class Between {

    private final TenantIsolation how;
    private final Witness one;
    private final Witness other;

    private Between(TenantIsolation how, Witness one, Witness other) {
      this.how = how;
      this.one = one;
      this.other = other;
    }

    /**
     * That the work is kept apart. Waits until that is known; what was not rolled back stays.
     *
     * @param work writes its marker, up to 16 letters and digits, and gives what it reads, with
     *     that among it
     * @throws AssertionError if one tenant was given what the other wrote; if the work failed, or
     *     did not end in time; or if it never gave its own marker, so that nothing is shown
     */
    public void keepsApart(Function<String, ? extends Publisher<?>> work) {
      Runs all = new Runs(one, other, how.databases.get(), work);
      Mono<Void> ended =
          all.all(how.runs, how.atOnce)
              .then()
              .timeout(
                  how.limit,
                  Mono.error(
                      () ->
                          new AssertionError(
                              "the work did not end within %s; raise within(..), or see what it waits for"
                                  .formatted(how.limit))));
      Waiting.forEnd(ended);
      all.requireSeen();
    }
  }
}
