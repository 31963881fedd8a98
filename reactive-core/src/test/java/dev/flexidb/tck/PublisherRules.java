package dev.flexidb.tck;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.connection.LogicalConnection;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.tenant.SchemaName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.Test;
import reactor.core.publisher.Flux;

/**
 * The rules of the Reactive Streams TCK for one publisher of ours, each as a test of its own. A
 * rule that does not apply is aborted by the TCK itself.
 */
abstract class PublisherRules<T> extends PublisherVerification<T> {

  /** In milliseconds: for what must come, and for what must not. */
  private static final int PATIENCE = 2_000;

  private static final int SILENCE = 30;

  /** Repeated a hundred times, or waiting for what nobody promises: looked at without tenants. */
  private static final Pattern TAKES_LONG = Pattern.compile("stochastic|multicast");

  private static final SchemaName TENANT = new SchemaName("acme");

  private final ReactiveFlexiDb db;
  private final Database app;
  private final boolean tenants;
  private final long maxElements;
  private final Queue<LogicalConnection> opened = new ConcurrentLinkedQueue<>();

  PublisherRules(TestDatabase database, long maxElements) {
    this(database, maxElements, Tenancy.none());
  }

  /** Of the view of one tenant, where there are tenants. */
  PublisherRules(TestDatabase database, long maxElements, Tenancy tenancy) {
    super(new TestEnvironment(PATIENCE, SILENCE, SILENCE));
    this.maxElements = maxElements;
    this.db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(database.r2dbcUrl())
                    .withTenancy(tenancy)
                    .withPool(PoolConfig.DEFAULTS.withMaxSize(20)))
            .build();
    this.tenants = tenancy instanceof Tenancy.SchemaPerTenant;
    if (tenants) {
      database.execute("CREATE SCHEMA IF NOT EXISTS " + TENANT.value());
    }
    this.app = tenants ? db.get("app").forSchema(TENANT) : db.get("app");
  }

  final ReactiveFlexiDb db() {
    return db;
  }

  final Database app() {
    return app;
  }

  /** A connection that is closed behind the test. */
  final LogicalConnection open() {
    if (opened.size() > 5) {
      opened.remove().close().block();
    }
    LogicalConnection connection =
        Objects.requireNonNull(app().create().cast(LogicalConnection.class).block());
    opened.add(connection);
    return connection;
  }

  @Override
  public final long maxElementsFromPublisher() {
    return maxElements;
  }

  @TestFactory
  Stream<DynamicTest> rules() {
    return Arrays.stream(PublisherVerification.class.getMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .filter(rule -> !tenants || !TAKES_LONG.matcher(rule.getName()).find())
        .sorted(Comparator.comparing(Method::getName))
        .map(rule -> dynamicTest(rule.getName(), () -> check(rule)));
  }

  private void check(Method rule) throws Throwable {
    setUp();
    try {
      rule.invoke(this);
    } catch (InvocationTargetException failed) {
      Throwable cause = failed.getCause();
      throw cause instanceof SkipException skipped
          ? new TestAbortedException(skipped.getMessage())
          : cause;
    } finally {
      Flux.fromIterable(opened).flatMap(LogicalConnection::close).blockLast();
      opened.clear();
    }
  }

  @AfterEach
  void closeAll() {
    db.close().block();
  }
}
