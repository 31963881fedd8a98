package dev.flexidb.testing.junit;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One database of a class of tests. Thread-safe once it is ready. */
final class Site {

  private final WithDatabase wanted;
  private final Place place;
  private final DatabaseConfig config;

  /** As the service sees it. */
  private final ReactiveFlexiDb served;

  /** The same without tenancy, for what makes schemas. */
  private final ReactiveFlexiDb whole;

  private final Tenants plain;
  private @Nullable Migrations migrations;
  private volatile Tenants tenants;

  Site(WithDatabase wanted) {
    this.wanted = wanted;
    this.place = Place.of(wanted);
    try {
      Tenancy tenancy = wanted.tenants() ? Tenancy.schemaPerTenant() : Tenancy.none();
      this.config = Made.by(wanted.config()).apply(place.config().withTenancy(tenancy));
      this.served = only(config);
      this.whole = only(config.withTenancy(Tenancy.none()));
    } catch (RuntimeException unfit) {
      place.close().run();
      throw unfit;
    }
    this.plain = new PlainTenants(whole.get(name()));
    this.tenants = plain;
  }

  private ReactiveFlexiDb only(DatabaseConfig one) {
    return ReactiveFlexiDb.builder()
        .database(wanted.value(), one)
        .closeGrace(Duration.ZERO)
        .build();
  }

  String name() {
    return wanted.value();
  }

  DatabaseConfig config() {
    return config;
  }

  boolean hasTenants() {
    return config.tenancy() instanceof Tenancy.SchemaPerTenant;
  }

  /** Makes what tenants share, once for the class. */
  Mono<Void> prepare() {
    boolean migrates = MigrationFolder.isThere(wanted) && hasMigrateModule();
    Mono<Void> migrated = migrates ? Mono.defer(this::migrate) : Mono.empty();
    return migrated
        .then(Script.run(whole.get(name()), List.of(wanted.sharedSql())))
        .then(hasTenants() ? Mono.empty() : Script.run(whole.get(name()), List.of(wanted.sql())));
  }

  private static boolean hasMigrateModule() {
    try {
      Class.forName("dev.flexidb.migrate.Migrator", false, Site.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private Mono<Void> migrate() {
    Migrations all = migrations();
    return all.migrateShared()
        .then(all.haveTenants())
        .doOnNext(have -> tenants = have ? all : plain)
        .then();
  }

  private synchronized Migrations migrations() {
    Migrations made = migrations;
    if (made == null) {
      made = new Migrations(served.get(name()), config, wanted.migrations());
      migrations = made;
    }
    return made;
  }

  /** The {@code SchemaManager} of a test. */
  Object schemas(Database database) {
    return migrations().schemas(database);
  }

  /** Makes a tenant's schema with all that the test wants in it. */
  Mono<Void> make(SchemaName schema) {
    return tenants
        .make(schema)
        .then(
            Mono.defer(
                () -> Script.run(served.get(name()).forSchema(schema), List.of(wanted.sql()))));
  }

  Mono<Void> drop(SchemaName schema) {
    return tenants.drop(schema);
  }

  /** Drops the database, if it is the class's own, and what stands beside it. */
  void close() {
    try {
      Waiting.forEnd(closed());
    } finally {
      place.close().run();
    }
  }

  private synchronized Mono<Void> closed() {
    Migrations made = migrations;
    Mono<Void> pools = Mono.whenDelayError(served.close(), whole.close());
    if (made == null) {
      return pools;
    }
    Mono<Void> left = place.ours() && hasTenants() ? made.dropAll() : Mono.empty();
    return Flux.concatDelayError(left, made.close(), pools).then();
  }
}
