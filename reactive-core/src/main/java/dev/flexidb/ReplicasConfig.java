package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The replicas of a database, and how reads are spread over them. Each has a pool, a breaker and
 * statistics of its own, set like the primary's, {@link DatabaseConfig#withCredentials} too; a
 * connection is tried once, because another server is there. Immutable; {@code toString} holds no
 * secret.
 *
 * <pre>{@code
 * DatabaseConfig.of(primary)
 *     .withReplicas(ReplicasConfig.of(first, second).withBalance(Balance.LEAST_IN_FLIGHT));
 * }</pre>
 *
 * @param origins made by one of the {@code of} methods
 * @param balance which replica takes the next read; {@link Balance#ROUND_ROBIN}
 * @param fallback what becomes of a read that no replica takes; {@link Fallback#PRIMARY}
 * @param causalWait how long a read that is to see its own Context's writes waits for a replica
 *     that shows them; 200 ms
 * @param hedgeAfter when a read that is not answered is sent to another server too; zero, the
 *     default, for never
 * @param hedgeShare the most reads that are sent twice, as a part of all, from 0.001 to 1; 0.05
 */
public record ReplicasConfig(
    List<Origin> origins,
    Balance balance,
    Fallback fallback,
    Duration causalWait,
    Duration hedgeAfter,
    double hedgeShare) {

  /** No replicas: the primary does everything. */
  public static final ReplicasConfig NONE =
      new ReplicasConfig(
          List.of(),
          Balance.ROUND_ROBIN,
          Fallback.PRIMARY,
          Duration.ofMillis(200),
          Duration.ZERO,
          0.05);

  private static final double LEAST_SHARE = 0.001;

  public ReplicasConfig {
    origins = List.copyOf(Settings.given("origins", origins, "those of ReplicasConfig.of(..)"));
    Settings.given("balance", balance, "a Balance, such as Balance.ROUND_ROBIN");
    Settings.given("fallback", fallback, "a Fallback, such as Fallback.PRIMARY");
    Settings.duration("causalWait", causalWait);
    Settings.given("hedgeAfter", hedgeAfter, "Duration.ZERO for never");
    if (!hedgeAfter.isZero()) {
      Settings.duration("hedgeAfter", hedgeAfter);
    }
    if (!(hedgeShare >= LEAST_SHARE && hedgeShare <= 1)) {
      throw new InvalidConfigurationException(
          "hedgeShare is %s; it must be from 0.001 to 1".formatted(hedgeShare));
    }
    if (origins.isEmpty() && !hedgeAfter.isZero()) {
      throw new InvalidConfigurationException(
          "hedgeAfter is %s and there are no replicas to ask; begin with ReplicasConfig.of(..)"
              .formatted(hedgeAfter));
    }
    if (origins.isEmpty() && fallback == Fallback.FAIL) {
      throw new InvalidConfigurationException(
          "fallback is FAIL and there are no replicas, so no read would ever run; begin with"
              + " ReplicasConfig.of(..)");
    }
  }

  /**
   * The replicas at these R2DBC URLs.
   *
   * @throws InvalidConfigurationException at once, if there is none, or one is malformed
   */
  public static ReplicasConfig of(String... urls) {
    return of(urls, Origin.Driver::ofUrl);
  }

  /** The replicas that a driver finds by these options. */
  public static ReplicasConfig of(ConnectionFactoryOptions... options) {
    return of(options, Origin.Driver::new);
  }

  /** The replicas behind these factories: see {@link DatabaseConfig#of(ConnectionFactory)}. */
  public static ReplicasConfig of(ConnectionFactory... factories) {
    return of(factories, Origin.Given::new);
  }

  private static <T> ReplicasConfig of(T[] given, Function<T, Origin> origin) {
    Settings.given("replicas", given, "at least one");
    if (given.length == 0) {
      throw new InvalidConfigurationException(
          "no replica was given; give at least one, or ReplicasConfig.NONE");
    }
    List<Origin> origins =
        Stream.of(given).map(one -> origin.apply(Settings.given("a replica", one, "one"))).toList();
    return NONE.with(draft -> draft.origins = origins);
  }

  public ReplicasConfig withBalance(Balance balance) {
    return with(draft -> draft.balance = balance);
  }

  public ReplicasConfig withFallback(Fallback fallback) {
    return with(draft -> draft.fallback = fallback);
  }

  public ReplicasConfig withCausalWait(Duration causalWait) {
    return with(draft -> draft.causalWait = causalWait);
  }

  /**
   * With a second try for what is slow: a statement of a READ view, outside of a transaction, that
   * is not answered after this time is sent to another server as well. The first answer counts, and
   * the other statement is stopped at its server.
   */
  public ReplicasConfig withHedgeAfter(Duration hedgeAfter) {
    return with(draft -> draft.hedgeAfter = hedgeAfter);
  }

  public ReplicasConfig withHedgeShare(double hedgeShare) {
    return with(draft -> draft.hedgeShare = hedgeShare);
  }

  private ReplicasConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new ReplicasConfig(
        draft.origins,
        draft.balance,
        draft.fallback,
        draft.causalWait,
        draft.hedgeAfter,
        draft.hedgeShare);
  }

  /** These values, open to change. */
  private final class Draft {
    private List<Origin> origins = origins();
    private Balance balance = balance();
    private Fallback fallback = fallback();
    private Duration causalWait = causalWait();
    private Duration hedgeAfter = hedgeAfter();
    private double hedgeShare = hedgeShare();
  }
}
