package dev.flexidb.benchmarks;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.benchmarks.elsewhere.Found;
import dev.flexidb.benchmarks.elsewhere.Readers;
import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Long results that are asked for on other threads than the drivers', on the bare driver and on
 * ours: how many come with rows swapped, with rows missing, or never end.
 */
public final class ForeignDemand {

  private static final String USAGE =
      "--server <postgresql, mariadb or mysql> (postgresql), --seconds <each way> (60)";

  private ForeignDemand() {}

  /** Ends with 1 if any result of ours was wrong. */
  public static void main(String[] args) {
    DatabaseKind kind = DatabaseKind.POSTGRESQL;
    Duration time = Duration.ofSeconds(60);
    try {
      for (int i = 0; i < args.length; i += 2) {
        switch (args[i]) {
          case "--server" -> kind = DatabaseKind.valueOf(args[i + 1].toUpperCase(Locale.ROOT));
          case "--seconds" -> time = Duration.ofSeconds(Integer.parseUnsignedInt(args[i + 1]));
          default -> throw new IllegalArgumentException(args[i]);
        }
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println(USAGE);
      System.exit(2);
    }
    boolean good = true;
    try (DatabaseServer server = DatabaseServers.start(kind);
        TestDatabase database = server.createDatabase()) {
      System.out.printf("Machine: %s%n%n%s", Machine.description(), Found.HEAD);
      String tenant = database.name() + "_t";
      database.execute("CREATE SCHEMA " + tenant);
      Readers readers = new Readers(kind, time);
      ConnectionFactory bare = ConnectionFactories.get(database.r2dbcUrl());
      System.out.print(
          row("bare driver", Objects.requireNonNull(readers.read(bare, false).block())));
      ReactiveFlexiDb flexi = ours(database);
      for (boolean begins : new boolean[] {false, true}) {
        Mono<Found> read = readers.read(flexi.get("read"), begins);
        Found found = Objects.requireNonNull(read.contextWrite(withSchema(tenant)).block());
        System.out.print(row(begins ? "ours, in a transaction" : "ours", found));
        good &= found.isGood();
      }
      flexi.close().block();
      database.execute("DROP SCHEMA " + tenant);
    }
    System.exit(good ? 0 : 1);
  }

  private static String row(String way, Found found) {
    return "| %s %s%n".formatted(way, found.toMarkdown());
  }

  private static ReactiveFlexiDb ours(TestDatabase database) {
    return ReactiveFlexiDb.builder()
        .database(
            "read",
            DatabaseConfig.of(database.r2dbcUrl())
                .withTenancy(Tenancy.schemaPerTenant())
                .withPool(PoolConfig.DEFAULTS.withMaxSize(Readers.READERS)))
        .build();
  }
}
