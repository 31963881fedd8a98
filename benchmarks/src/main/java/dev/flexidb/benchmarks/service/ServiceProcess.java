package dev.flexidb.benchmarks.service;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.batch.Middleware;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.tenant.SchemaName;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service in a process of its own; blocks. */
public final class ServiceProcess {

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long PAUSE_MILLIS = 5;
  private static final String ROW = "{\"id\":0,\"tenant\":0,\"note\":\"row 0\"}";

  private final Class<?> service;
  private final String classPath;

  private ServiceProcess(Class<?> service, String classPath) {
    this.service = service;
    this.classPath = classPath;
  }

  /** On the class path of this process, without what migrates. */
  public static ServiceProcess withoutMigrations(Class<?> service) {
    return new ServiceProcess(service, without(Migrator.class));
  }

  /** On the class path of this process, without the starter and what it brings of ours. */
  public static ServiceProcess withoutOurs(Class<?> service) {
    return new ServiceProcess(
        service,
        without(
            FlexiDbAutoConfiguration.class,
            Migrator.class,
            ReactiveFlexiDb.class,
            Middleware.class,
            SchemaName.class));
  }

  private static String without(Class<?>... left) {
    Set<Path> places = Stream.of(left).map(ServiceProcess::place).collect(Collectors.toSet());
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !places.contains(Path.of(entry).toAbsolutePath().normalize()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts it, asks until it answers with the right row, and ends it.
   *
   * @param settings for its port
   */
  public double millisToFirstRow(IntFunction<String[]> settings) {
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-classpath",
                classPath,
                service.getName()));
    command.addAll(List.of(settings.apply(port)));
    long began = System.nanoTime();
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      try {
        return awaitRow(process, port, began);
      } finally {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static double awaitRow(Process process, int port, long began)
      throws InterruptedException {
    while (!ROW.equals(answer(port))) {
      if (!process.isAlive() || System.nanoTime() - began > PATIENCE_NANOS) {
        throw new IllegalStateException(
            "the service gives no row, the last answer is " + answer(port));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return (System.nanoTime() - began) / 1e6;
  }

  /** Empty while nobody listens. */
  private static String answer(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://localhost:%d/t/0/items/0".formatted(port))
                  .toURL()
                  .openConnection();
      try (InputStream body = connection.getInputStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException notYet) {
      return "";
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
