package dev.flexidb.spring.dashboard;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.SchemaManager;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import reactor.core.publisher.Flux;

@WithServer(DatabaseKind.POSTGRESQL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("the dashboard in a browser")
class DashboardBrowserTest {

  private static final String TAG = "<img/src=x/onerror=document.title='run'>";
  private static final String ANALYTICS = ".database:nth-child(2) ";

  private Browser browser;
  private Stage stage;

  /** The way of the browser to the service. */
  private FaultProxy way;

  @BeforeAll
  void start(TestDatabase database) {
    browser = Browser.start();
    stage = new Stage(database, Duration.ofMillis(200));
    way = FaultProxy.to("localhost", URI.create(stage.url()).getPort());
    stage.migration("V1__orders.sql", "CREATE TABLE orders (id int);");
    SchemaManager schemas = stage.bean(SchemaManager.class);
    schemas.provision(TAG).block();
    Flux.range(10, 27).concatMap(number -> schemas.provision("shop_" + number)).blockLast();
    stage.migration("V2__broken.sql", "SELECT 1 FROM nowhere;");
    schemas.migrateAllSchemas(MigrationOptions.DEFAULTS.withFailureBudget(0)).blockLast();
  }

  @BeforeEach
  void open() {
    browser.as(1280, false).open("http://localhost:" + way.port() + "/flexidb");
    browser.until("#state", "Live");
    browser.until("#tenant-rows", "shop_10");
  }

  @AfterAll
  void stop() {
    if (stage != null) {
      way.close();
      stage.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void numbersMoveWhenStatementsRun() {
    String counter = ".server .queries dd";
    long before = number(browser.text(counter));
    String scale = browser.text(".server .top-label");
    for (int i = 0; i < 3; i++) {
      stage
          .db()
          .get("orders")
          .sql("SELECT count(*) FROM orders")
          .fetch()
          .one()
          .contextWrite(withSchema("shop_10"))
          .block();
    }
    browser.until(() -> number(browser.text(counter)) == before + 3);
    browser.until(() -> !browser.text(".server .top-label").equals(scale));
    assertThat(browser.find(".server .plot .line.first").getDomAttribute("d")).startsWith("M");
    assertThat(browser.text(".server .pool")).contains("active", "idle", "waiting", "of 10 open");
    assertThat(browser.complaints()).isEmpty();
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  @Test
  void aServerThatIsCutIsToldInWords() {
    ask();
    browser.until(ANALYTICS + ".badges", "circuit closed");
    stage.analytics().refuse();
    stage.analytics().reset();
    browser.until(
        () -> {
          ask();
          return browser.text(ANALYTICS + ".badges").contains("circuit open");
        });
    browser.until(ANALYTICS + ".badges", "unhealthy");
    browser.until("#summary .alarming", "not well: analytics");
    browser.until("#group-list", "analytics");
    assertThat(browser.text("#group-list")).doesNotContain("2 of 2");
    browser.until("#change-list", "circuit open");
    browser.until(ANALYTICS + ".strip", "Not well:");
    assertThat(browser.text(".database:nth-child(1) .badges")).contains("circuit closed");

    stage.analytics().heal();
    browser.until(
        () -> {
          ask();
          String badges = browser.text(ANALYTICS + ".badges");
          return badges.contains("circuit closed") && badges.startsWith("healthy");
        });
    browser.until("#summary", "nothing wrong");
    browser.until("#change-list", "circuit closed");
  }

  private void ask() {
    stage.db().get("analytics").sql("SELECT 1").fetch().one().onErrorComplete().block();
  }

  @Test
  void nothingSticksOut() {
    for (int width : new int[] {1280, 1000, 700, 400, 320}) {
      browser.as(width, false);
      assertThat(
              browser.run(
                  "const wide = document.documentElement.clientWidth;"
                      + "return [...document.querySelectorAll('body *:not(.skip)')]"
                      + ".filter((e) => e.getBoundingClientRect().right > wide + 0.5)"
                      + ".map((e) => e.outerHTML.slice(0, 80))"
                      + ".concat(document.documentElement.scrollWidth > wide ? ['scrolls'] : [])"))
          .as("%d px", width)
          .isEqualTo(List.of());
    }
  }

  @Test
  void whatAScaleSaysLiesBesideItsLines() {
    for (int width : new int[] {1280, 400}) {
      browser.as(width, false);
      assertThat(
              browser.run(
                  "return [...document.querySelectorAll('.frame span')].filter((label) =>"
                      + " label.textContent && label.getBoundingClientRect().right >"
                      + " label.parentNode.querySelector('svg').getBoundingClientRect().left)"
                      + ".map((label) => label.textContent)"))
          .as("%d px", width)
          .isEqualTo(List.of());
    }
  }

  @Test
  void lightAndDarkDifferAndBothCanBeRead() {
    String ground = "return getComputedStyle(document.body).backgroundColor";
    String light = String.valueOf(browser.run(ground));
    assertThat(browser.run(Contrast.SCRIPT)).isEqualTo(List.of());
    browser.as(1280, true);
    assertThat(browser.run(ground)).isNotEqualTo(light);
    assertThat(browser.run(Contrast.SCRIPT)).isEqualTo(List.of());
  }

  @Test
  void whoWantsNoMotionHasNone() {
    String motion =
        "return getComputedStyle(document.getElementById('state'), '::before').animationName";
    assertThat(browser.run(motion)).isEqualTo("none");
    browser.prefers("light", "no-preference");
    assertThat(browser.run(motion)).isEqualTo("alive");
  }

  @Test
  void whatSomebodyCalledHimselfIsText() {
    browser.find("#tenant-search").sendKeys("<IMG");
    browser.until("#tenant-list", "1 tenant, of 28 in all");

    assertThat(browser.text("#tenant-rows tbody th span")).isEqualTo(TAG);
    assertThat(browser.all("#tenant-rows img")).isEmpty();
    assertThat(browser.run("return document.title")).isEqualTo("Shop – FlexiDb");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void tenantsAreTurnedByThePage() {
    assertThat(browser.all("#tenant-rows tbody tr")).hasSize(TenantPages.SIZE);
    assertThat(browser.text("#tenant-rows tbody")).contains("1, lacks 1", "behind");
    button("Next").click();
    browser.until("#tenant-list", "26 to 28 of 28 tenants");
    assertThat(browser.all("#tenant-rows tbody tr")).hasSize(3);
    assertThat(button("Next").isEnabled()).isFalse();
    browser.find("#tenant-search").sendKeys("nobody at all");
    browser.until("#tenant-rows", "No tenant is called so.");
  }

  private WebElement button(String name) {
    return browser.all("button").stream()
        .filter(button -> button.getText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void runsShowHowFarTheyAreAndWhatFailed() {
    String run = browser.text(".run");
    assertThat(run).contains("Migrate", "done, but not all", "orders / tenant", "28 of 28 schemas");
    browser.find(".run summary").click();
    assertThat(browser.text(".run .failures")).contains("V2__broken.sql:1");
    assertThat(browser.find(".run [role=progressbar]").getDomAttribute("aria-valuenow"))
        .isEqualTo("28");
  }

  @Test
  void aKeyboardIsEnough() {
    WebElement plot = browser.find(".server .frame");
    browser.run("document.querySelector('h2#databases').focus(); return true");
    browser.find("h2#databases").sendKeys(Keys.TAB);
    assertThat(browser.run("return document.activeElement.getAttribute('aria-label')"))
        .isEqualTo("Throughput of orders, Primary");
    plot.sendKeys(Keys.HOME);
    browser.until(() -> String.valueOf(plot.getDomAttribute("aria-valuenow")).equals("0"));
    plot.sendKeys(Keys.ARROW_RIGHT);
    assertThat(plot.getDomAttribute("aria-valuenow")).isEqualTo("1");
    assertThat(plot.getDomAttribute("aria-valuetext")).contains("all", "/s");
    assertThat(browser.find(".server .cursor").getDomAttribute("d")).startsWith("M");
    plot.sendKeys(Keys.ESCAPE);
    assertThat(browser.find(".server .cursor").getDomAttribute("d")).isEmpty();
    assertThat(browser.run("return document.querySelectorAll('[aria-live], [role=status]').length"))
        .as("what is read out unasked")
        .isEqualTo(2L);
  }

  @Test
  void aBrokenConnectionIsToldAndMended() {
    way.refuse();
    way.reset();
    browser.until("#state", "Reconnecting");
    way.accept();
    browser.until("#state", "Live");
    way.drop();
    browser.until("#state", "Late");
    way.heal();
    way.reset();
    browser.until("#state", "Live");
    browser.complaints();
  }

  @Test
  void modulesDoTheirSums() {
    assertThat(browser.module("format.js", "[0, 950, 4210, 42100, 1240000, null].map(m.micros)"))
        .isEqualTo(List.of("0 µs", "950 µs", "4.2 ms", "42 ms", "1.2 s", "–"));
    assertThat(browser.module("format.js", "[0, 0.5, 3, 76.94, 1234].map(m.rate)"))
        .isEqualTo(List.of("0 /s", "0.5 /s", "3 /s", "77 /s", "1,234 /s"));
    assertThat(browser.module("format.js", "[40, 5000, 65000, 900000, 7300000].map(m.span)"))
        .isEqualTo(List.of("40 ms", "5 s", "1 min 5 s", "15 min", "2 h 1 min"));
    assertThat(browser.module("format.js", "[5000, 65000, 332000].map(m.about)"))
        .isEqualTo(List.of("5 s", "1 min", "6 min"));
    assertThat(browser.module("format.js", "[7, 99999, 1234567].map(m.count)"))
        .isEqualTo(List.of("7", "99,999", "1.2M"));
    assertThat(browser.module("scale.js", "[0, 1, 1.2, 4, 70, 500].map((n) => m.ceiling(n, 1))"))
        .isEqualTo(List.of(1L, 1L, 2L, 5L, 100L, 500L));
    assertThat(
            browser.module(
                "scale.js",
                "[[[]], [[40], [100]], [[1000]], [[999], [90001]]]"
                    + ".map((points) => m.decades(points, [0], [1, 10]))"))
        .isEqualTo(
            List.of(
                List.of(1L, 10L),
                List.of(10L, 100L),
                List.of(1_000L, 10_000L),
                List.of(100L, 100_000L)));
    assertThat(
            browser.module(
                "scale.js", "m.line([[0, 1], [1, null], [2, 3]], (p) => p[0], (p) => p[1])"))
        .isEqualTo("M0.0 1.0M2.0 3.0");
    assertThat(
            browser.module(
                "changes.js",
                "(() => { const at = document.createElement('div'); m.changes(at).update({ now: 9,"
                    + " databases: [{ name: 'a', servers: [{ replica: null, changes:"
                    + " [[1, 'HEALTHY', 'OPEN'], [2, 'HEALTHY', 'HALF_OPEN'], [2, 'HEALTHY', 'OPEN']]"
                    + " }] }] }); return at.querySelectorAll('tbody tr').length; })()"))
        .as("two of one moment")
        .isEqualTo(2L);
    assertThat(
            browser.module(
                "strip.js",
                "m.minutes([[0, 'HEALTHY', 'CLOSED'], [3500000, 'UNHEALTHY', 'OPEN'],"
                    + " [3501000, 'HEALTHY', 'CLOSED']], 3600000).slice(56)"))
        .isEqualTo(List.of("well", "well", "away", "well"));
    assertThat(
            browser.module(
                "strip.js",
                "m.notWell([[0, 'UNHEALTHY', 'OPEN'], [9000, 'HEALTHY', 'CLOSED']], 10000)"))
        .isEqualTo(9_000L);
    assertThat(
            browser.module(
                "model.js",
                "(() => { const s = { replica: null, points: [[1]], changes: [], now: [1] };"
                    + " const all = { number: 4, kept: 2, databases: [{ name: 'a', servers: [s] }] };"
                    + " const tick = (number) => ({ number, databases: [{ name: 'a', servers: [{"
                    + " replica: null, now: [number] }] }] });"
                    + " const next = m.withTick(m.withTick(all, tick(5)), tick(6));"
                    + " return [next.databases[0].servers[0].points.flat(), m.withTick(all, tick(6)),"
                    + " m.withTick(all, tick(4)) === all]; })()"))
        .isEqualTo(Arrays.asList(List.of(5L, 6L), null, true));
  }
}
