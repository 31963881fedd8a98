package dev.flexidb.benchmarks.service;

import dev.flexidb.PoolConfig;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.List;
import java.util.stream.Stream;

/** What both services are told: the same, each in its own words. */
public final class ServiceSettings {

  private static final List<String> BOTH =
      List.of("--spring.main.banner-mode=off", "--spring.reactor.netty.shutdown-quiet-period=0s");

  private ServiceSettings() {}

  /** For {@link StarterService}. */
  public static String[] starter(int port, String tenants) {
    return all(
        port,
        Stream.of(
            "--flexidb.databases.tenants.url=" + tenants,
            "--flexidb.databases.tenants.pool.max-size=" + PoolConfig.DEFAULTS.maxSize(),
            "--flexidb.databases.tenants.tenancy.mode=schema-per-tenant",
            "--flexidb.tenant.path-pattern=/t/{tenant}/**"));
  }

  /** For {@link PlainService}. */
  public static String[] plain(int port, String tenants) {
    ConnectionFactoryOptions.parse(tenants);
    return all(
        port,
        Stream.of(
            "--spring.r2dbc.url=" + tenants,
            "--spring.r2dbc.pool.max-size=" + PoolConfig.DEFAULTS.maxSize()));
  }

  private static String[] all(int port, Stream<String> own) {
    return Stream.concat(Stream.concat(BOTH.stream(), Stream.of("--server.port=" + port)), own)
        .toArray(String[]::new);
  }
}
