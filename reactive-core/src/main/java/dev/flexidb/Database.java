package dev.flexidb;

import dev.flexidb.connection.ConnectionContext;
import dev.flexidb.connection.LogicalConnection;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.family.Namespace;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.binding.BindMarkersFactory;
import org.springframework.r2dbc.core.binding.BindMarkersFactoryResolver;
import org.springframework.r2dbc.core.binding.BindMarkersFactoryResolver.NoBindMarkersFactoryException;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * A named database. It is a {@link ConnectionFactory}, so that Spring's {@code DatabaseClient},
 * {@code R2dbcEntityTemplate} and plain SPI code get the subscriber's tenant, the circuit breaker
 * and the statistics without knowing of them. Immutable and thread-safe.
 *
 * <p>A connection from it is free until its first statement. With tenants, a statement whose
 * Context names none fails with {@link dev.flexidb.error.MissingTenantException} and is not sent,
 * and one whose schema is missing fails with {@link dev.flexidb.error.UnknownSchemaException} and
 * does not run.
 *
 * <pre>{@code
 * orders.sql("SELECT count(*) FROM orders").mapValue(Long.class).one()
 *     .contextWrite(withSchema("company_123"));
 * }</pre>
 */
public final class Database implements ConnectionFactory {

  private final Backend backend;
  private final Function<ContextView, @Nullable Namespace> namespaces;
  private final boolean outsideTransaction;
  private final DatabaseClient client;
  private final ReactiveTransactionManager transactionManager;

  /** The tenant that it is always in; null: the Context says. */
  private final @Nullable SchemaName pinned;

  /** The same without replicas, whose transactions it joins; null where it is that itself. */
  private final @Nullable Database writing;

  private final @Nullable Database reading;

  /** Null where no directory is kept of them. */
  private final @Nullable KnownTenants tenants;

  Database(Backend backend) {
    this(backend, null, backend.namespaces().fromContext(), false, backend.tenants());
  }

  /** What tenants share, whoever they are. */
  static Database shared(Backend backend) {
    return new Database(backend, null, backend.namespaces().shared(), false, null);
  }

  /** A view for reading. */
  private Database(Database writing) {
    this.backend = writing.backend;
    this.pinned = writing.pinned;
    this.writing = writing;
    this.reading = null;
    this.namespaces = writing.namespaces;
    this.tenants = writing.tenants;
    this.outsideTransaction = false;
    this.client =
        DatabaseClient.builder().connectionFactory(this).bindMarkers(markersOf(this)).build();
    this.transactionManager = writing.transactionManager;
  }

  private Database(
      Backend backend,
      @Nullable SchemaName pinned,
      Function<ContextView, @Nullable Namespace> namespaces,
      boolean outsideTransaction,
      @Nullable KnownTenants tenants) {
    this.backend = backend;
    this.pinned = pinned;
    this.writing = null;
    this.namespaces = namespaces;
    this.tenants = tenants;
    this.outsideTransaction = outsideTransaction;
    this.client =
        DatabaseClient.builder().connectionFactory(this).bindMarkers(markersOf(this)).build();
    this.transactionManager = new R2dbcTransactionManager(this);
    this.reading = outsideTransaction ? null : new Database(this);
  }

  private static BindMarkersFactory markersOf(ConnectionFactory driver) {
    try {
      return BindMarkersFactoryResolver.resolve(driver);
    } catch (NoBindMarkersFactoryException unknownToSpring) {
      return BindMarkersFactory.anonymous("?");
    }
  }

  /** The name that it is registered under. */
  public String name() {
    return backend.name();
  }

  /**
   * Spring's client over this database. Where Spring does not know the driver's bind markers, they
   * are {@code ?}.
   */
  public DatabaseClient client() {
    return client;
  }

  /** The beginning of a query with Spring's client. */
  public DatabaseClient.GenericExecuteSpec sql(String sql) {
    return client.sql(sql);
  }

  /**
   * Runs the work in one transaction: complete commits, error and cancel roll back. The tenant is
   * read from the Context of each statement. Work that sends nothing costs nothing. In a view for
   * reading the transaction is read-only.
   */
  public <T> Flux<T> inTransaction(Function<DatabaseClient, ? extends Publisher<T>> work) {
    return operator(TransactionDefinition.withDefaults())
        .execute(status -> Flux.defer(() -> work.apply(client)));
  }

  private TransactionalOperator operator(TransactionDefinition asked) {
    DefaultTransactionDefinition definition = new DefaultTransactionDefinition(asked);
    definition.setReadOnly(asked.isReadOnly() || access() == Access.READ);
    return TransactionalOperator.create(transactionManager, definition);
  }

  /**
   * As {@link #inTransaction(Function)}, and run again, in a transaction of its own, when the
   * server gives it up for the sake of another one: a serialization failure or a deadlock.
   *
   * <p>Its values are kept back until it is committed, so that none is told twice; they have to fit
   * into memory. What the work does beside this database happens once for each attempt. Inside of a
   * transaction that is open already it is a part of that, and is not run again by itself. Never
   * run again are any other error and a COMMIT whose answer was lost.
   */
  public <T> Flux<T> inTransaction(
      TransactionRetry retry, Function<DatabaseClient, ? extends Publisher<T>> work) {
    return inTransaction(retry, TransactionDefinition.withDefaults(), work);
  }

  /** As {@link #inTransaction(TransactionRetry, Function)}, with an isolation level for example. */
  public <T> Flux<T> inTransaction(
      TransactionRetry retry,
      TransactionDefinition definition,
      Function<DatabaseClient, ? extends Publisher<T>> work) {
    Settings.given("retry", retry, "a TransactionRetry, such as TransactionRetry.DEFAULTS");
    return Flux.defer(
        () -> {
          AtomicBoolean own = new AtomicBoolean();
          return operator(definition)
              .execute(
                  status -> {
                    own.set(status.isNewTransaction());
                    return Flux.defer(() -> work.apply(client));
                  })
              .collectList()
              .retryWhen(retry.of(error -> own.get() && backend.saysConflict(error)))
              .flatMapIterable(Function.identity());
        });
  }

  /**
   * The transaction manager of this database, one for each tenant's view; those for reading and for
   * writing share it. A transaction that it begins read-only goes to a replica, any other to the
   * primary, and what both views do in it is the transaction's.
   */
  public ReactiveTransactionManager transactionManager() {
    return transactionManager;
  }

  /**
   * A view that is always in this tenant, whatever the Context says, for clients that lose the
   * Context, such as jOOQ. It shares the pool, the breaker and the statistics; a transaction of
   * this database does not reach into it, but one of an equal view does.
   *
   * @throws dev.flexidb.error.InvalidConfigurationException at once, if the database has no tenants
   * @throws dev.flexidb.error.SharedSchemaException at once, if it is a schema that tenants share
   */
  public Database forSchema(SchemaName schema) {
    Objects.requireNonNull(schema, "schema is null; give a SchemaName");
    Database view =
        new Database(
            backend, schema, backend.namespaces().pinnedTo(schema), outsideTransaction, tenants);
    return access() == Access.READ ? view.reading() : view;
  }

  /**
   * The schema of the tenant with this id, as the directory of the database's tenancy says, to be
   * put into the Context; that is asked once a minute for an id. Errors with {@link
   * dev.flexidb.error.UnknownTenantException} if there is none.
   *
   * <pre>{@code
   * orders.schemaOf(id).flatMap(schema -> work.contextWrite(withSchema(schema)))
   * }</pre>
   *
   * @throws dev.flexidb.error.InvalidConfigurationException at once, if there is no directory
   */
  public Mono<SchemaName> schemaOf(String tenantId) {
    return requireDirectory().schemaOf(tenantId);
  }

  /**
   * The tenant with this id, as the directory of the database's tenancy says now: it is asked each
   * time. Empty if there is none.
   *
   * @throws dev.flexidb.error.InvalidConfigurationException at once, if there is no directory
   */
  public Mono<Tenant> findTenant(String tenantId) {
    return requireDirectory().find(tenantId);
  }

  /**
   * Whether the server has a schema of this name now, also one that only a tenant's own role may
   * use. Told to nobody as a statement.
   */
  public Mono<Boolean> hasSchema(SchemaName schema) {
    return backend.hasSchema(Objects.requireNonNull(schema, "schema is null; give a SchemaName"));
  }

  private KnownTenants requireDirectory() {
    if (tenants == null) {
      throw new InvalidConfigurationException(
          "database \"%s\" has no directory of its tenants; give Tenancy.schemaPerTenant() one, with directory(..)"
              .formatted(name()));
    }
    return tenants;
  }

  /** The same for reading. */
  Database reading() {
    return reading == null ? this : reading;
  }

  private Access access() {
    return writing == null ? Access.WRITE : Access.READ;
  }

  /**
   * A view for statements that a server refuses inside of a transaction, such as PostgreSQL's
   * {@code VACUUM}, {@code CREATE INDEX CONCURRENTLY} and {@code CREATE DATABASE}: each runs alone,
   * in its subscriber's tenant, which the server was told just before. With tenants on PostgreSQL
   * it costs its connection, which is closed afterwards. There are no transactions in this view,
   * and those of this database do not reach into it.
   *
   * @throws IllegalStateException at once, if this is a view for reading
   */
  public Database outsideTransaction() {
    if (access() == Access.READ) {
      throw new IllegalStateException(
          "a view for reading runs nothing outside of transactions: use get(name) for that");
    }
    return new Database(backend, pinned, namespaces, true, tenants);
  }

  /**
   * A connection of the caller's own, which it must close. Of a view for reading, in a transaction
   * of Spring's that has begun on the database itself, it is that transaction's.
   */
  @Override
  public Mono<? extends Connection> create() {
    Mono<LogicalConnection> own = own();
    return writing == null ? own : OngoingTransaction.of(writing).switchIfEmpty(own);
  }

  private Mono<LogicalConnection> own() {
    Mono<LogicalConnection> own = Mono.fromSupplier(() -> new LogicalConnection(connections()));
    KnownTenants directory = tenants;
    return directory == null
        ? own
        : Mono.deferContextual(
            context ->
                pinned != null || TenantContext.schemaOf(context).isPresent()
                    ? directory.known().then(own)
                    : own);
  }

  private ConnectionContext connections() {
    return backend.connections(
        tenants == null ? namespaces : tenants.served(namespaces),
        outsideTransaction,
        access() == Access.READ);
  }

  /** What the driver says of itself: Spring finds its dialect by it. */
  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return backend.metadata();
  }

  Backend backend() {
    return backend;
  }

  /**
   * Whether both are the same database and the same view of it. Spring keeps the connection of a
   * transaction by it.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Database that
        && backend == that.backend
        && Objects.equals(pinned, that.pinned)
        && access() == that.access()
        && outsideTransaction == that.outsideTransaction;
  }

  @Override
  public int hashCode() {
    return Objects.hash(backend, pinned, access(), outsideTransaction);
  }

  @Override
  public String toString() {
    return "Database[%s, %s]".formatted(name(), getMetadata().getName());
  }
}
