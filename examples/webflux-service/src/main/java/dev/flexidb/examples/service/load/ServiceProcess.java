package dev.flexidb.examples.service.load;

import dev.flexidb.examples.service.OrderService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The service in a process of its own, with embedded servers. Blocks but where it says so. */
final class ServiceProcess implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SECONDS_TO_END = 20;

  private final Process process;
  private final String url;
  private final long began;

  private ServiceProcess(Process process, String url, long began) {
    this.process = process;
    this.url = url;
    this.began = began;
  }

  /**
   * @param options of its JVM
   */
  static ServiceProcess start(String... options) {
    int port = freePort();
    long began = System.nanoTime();
    try {
      Process process = new ProcessBuilder(command(options, port)).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return new ServiceProcess(process, "http://localhost:" + port, began);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(String[] options, int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-classpath",
            System.getProperty("java.class.path"),
            OrderService.class.getName(),
            "--server.port=" + port,
            "--spring.main.banner-mode=off",
            "--logging.level.root=warn"));
    return command;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return url;
  }

  /** How long it took from the process's beginning to an answer out of a database; not blocking. */
  Mono<Duration> firstAnswer() {
    return WebClient.create(url)
        .get()
        .uri("/tenants")
        .retrieve()
        .toBodilessEntity()
        .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE).filter(error -> process.isAlive()))
        .timeout(PATIENCE)
        .map(answer -> Duration.ofNanos(System.nanoTime() - began));
  }

  /** Ends it in good order. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
