package dev.flexidb.spring.dashboard;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.Access;
import dev.flexidb.Database;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the pictures of docs/images, when it is asked for by its name; docs/dashboard.md has the
 * command. {@code -Ddashboard.pace=200} makes them of 30 seconds and not of five minutes.
 */
@WithServer(DatabaseKind.POSTGRESQL)
class DashboardScreenshots {

  private static final Path IMAGES = Path.of("..", "docs", "images");
  private static final int TENANTS = 120;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void take(TestDatabase database) throws IOException {
    Duration pace = Duration.ofMillis(Long.getLong("dashboard.pace", 2_000));
    Files.createDirectories(IMAGES);
    try (Stage stage = new Stage(database, pace);
        Browser browser = Browser.start()) {
      fleet(stage);
      Disposable load = load(stage.db());
      Flux.interval(pace.multipliedBy(120)).blockFirst();
      stage.analytics().refuse();
      stage.analytics().reset();
      Flux.interval(pace.multipliedBy(30)).blockFirst();
      for (boolean dark : new boolean[] {false, true}) {
        for (int width : new int[] {1280, 400}) {
          browser.as(width, dark).open(stage.url() + "/flexidb");
          browser.until("#tenant-rows", "tenant_001");
          browser.until("#state", "Live");
          browser.find("#tenant-search").sendKeys("tenant_01");
          browser.until("#tenant-list", "10 tenants, of 120");
          browser.run("document.activeElement.blur(); return true");
          write(
              browser.picture(),
              IMAGES.resolve("dashboard-%d-%s.png".formatted(width, dark ? "dark" : "light")));
        }
      }
      load.dispose();
    }
  }

  /** Without an alpha channel, and as small as that goes. */
  private static void write(byte[] png, Path file) throws IOException {
    BufferedImage taken = ImageIO.read(new ByteArrayInputStream(png));
    BufferedImage image =
        new BufferedImage(taken.getWidth(), taken.getHeight(), BufferedImage.TYPE_INT_RGB);
    image.getGraphics().drawImage(taken, 0, 0, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam small = writer.getDefaultWriteParam();
    small.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    small.setCompressionQuality(0);
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), small);
    } finally {
      writer.dispose();
    }
  }

  /** Two versions for all, of which one tenant has trouble with the second. */
  private static void fleet(Stage stage) {
    SchemaManager schemas = stage.bean(SchemaManager.class);
    stage.migration("V1__orders.sql", "CREATE TABLE orders (id int, item text);");
    Flux.range(1, TENANTS)
        .map(number -> new SchemaName("tenant_%03d".formatted(number)))
        .concatMap(schemas::createSchema)
        .blockLast();
    stage
        .db()
        .get("orders")
        .sql("INSERT INTO orders VALUES (1, 'book'), (1, 'pen')")
        .then()
        .contextWrite(withSchema("tenant_017"))
        .block();
    stage.migration("V2__one_of_each.sql", "ALTER TABLE orders ADD PRIMARY KEY (id);");
    schemas.migrateAllSchemas(MigrationOptions.DEFAULTS.withCanaries(3)).blockLast();
  }

  private static Disposable load(ReactiveFlexiDb db) {
    Database orders = db.get("orders");
    Database reading = db.get("orders", Access.READ);
    Database analytics = db.get("analytics");
    return Flux.interval(Duration.ofMillis(40))
        .onBackpressureDrop()
        .flatMap(
            tick -> {
              int many = 2 + (int) Math.round(2 * Math.sin(tick / 300.0));
              return Flux.range(0, Math.max(1, many))
                  .flatMap(
                      each ->
                          Flux.merge(
                              ask(orders, slow(tick), true),
                              ask(reading, "SELECT count(*) FROM orders", true),
                              tick % 3 == 0
                                  ? ask(analytics, "SELECT 1", false)
                                  : Mono.<Integer>empty()));
            },
            64)
        .subscribe();
  }

  private static String slow(long tick) {
    return tick % 40 == 0
        ? "SELECT count(*) FROM orders, pg_sleep(0.05)"
        : "SELECT count(*) FROM orders, pg_sleep(" + (tick % 5) / 1_000.0 + ")";
  }

  private static Mono<Integer> ask(Database database, String sql, boolean tenant) {
    Mono<Integer> answer = database.sql(sql).mapValue(Integer.class).first().onErrorComplete();
    return tenant ? answer.contextWrite(withSchema("tenant_001")) : answer;
  }
}
