package dev.flexidb.spring.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium without a window. */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final String MISSING =
      "there is no Chromium; run apt-get install chromium chromium-driver";

  /** Kept, so that it stays quiet: it misses classes for this version, which are not used. */
  private static final Logger LOG = Logger.getLogger("org.openqa.selenium");

  private static final AtomicBoolean TOLD = new AtomicBoolean();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path profile;
  private final ChromeDriver driver;

  private Browser(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  /** Starts one; skips the test where there is none, and says so. */
  static Browser start() {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if (!there && TOLD.compareAndSet(false, true)) {
      // Build tools count skipped tests and keep the reason to themselves.
      System.err.println("Tests are skipped: " + MISSING);
    }
    Assumptions.assumeTrue(there, MISSING);
    LOG.setLevel(Level.SEVERE);
    try {
      Path profile = Files.createTempDirectory("chromium");
      LoggingPreferences logs = new LoggingPreferences();
      logs.enable(LogType.BROWSER, Level.ALL);
      ChromeOptions options = new ChromeOptions();
      options.setBinary(CHROMIUM.toFile());
      options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
      options.addArguments(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars",
          "--user-data-dir=" + profile);
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(DRIVER.toFile())
              .usingAnyFreePort()
              .build();
      return new Browser(profile, new ChromeDriver(service, options));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** As wide as this, in a light or dark scheme, and without motion. */
  Browser as(int width, boolean dark) {
    cdp(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    prefers(dark ? "dark" : "light", "reduce");
    return this;
  }

  void prefers(String scheme, String motion) {
    cdp(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", motion))));
  }

  void open(String url) {
    driver.get(url);
  }

  Map<String, Object> cdp(String command, Map<String, Object> parameters) {
    return driver.executeCdpCommand(command, parameters);
  }

  /** What a function's body returns in the page. */
  Object run(String script, Object... arguments) {
    return Objects.requireNonNull(driver.executeScript(script, arguments));
  }

  /** What a module of the page exports, used in an expression. */
  Object module(String name, String expression) {
    return Objects.requireNonNull(
        driver.executeAsyncScript(
            "const done = arguments[1];"
                + "import(arguments[0]).then((m) => done("
                + expression
                + "), (error) => done(String(error)));",
            "./" + name));
  }

  String text(String selector) {
    return driver.findElement(By.cssSelector(selector)).getText();
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Waits until an element's text has this in it. */
  void until(String selector, String text) {
    new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> selector + " has no " + text + " but " + text("body"))
        .until(
            ready ->
                driver.findElements(By.cssSelector(selector)).stream()
                    .anyMatch(element -> element.getText().contains(text)));
  }

  void until(BooleanSupplier ready) {
    new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50)).until(page -> ready.getAsBoolean());
  }

  /** What was complained of since this was asked last. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The whole page as PNG. */
  byte[] picture() {
    Number height = (Number) run("return document.documentElement.scrollHeight");
    Number width = (Number) run("return document.documentElement.clientWidth");
    Object data =
        cdp(
                "Page.captureScreenshot",
                Map.of(
                    "format",
                    "png",
                    "captureBeyondViewport",
                    true,
                    "clip",
                    Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)))
            .get("data");
    return Base64.getDecoder().decode(String.valueOf(data));
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException leftOver) {
      throw new UncheckedIOException(leftOver);
    }
  }
}
