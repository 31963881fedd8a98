package dev.flexidb.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class CurrentTenantTest {

  @AfterEach
  void nothingStaysOnTheThread() {
    String left = Edge.seen() + " " + MDC.get("schema");
    CurrentTenant.set(null);
    assertThat(left).isEqualTo("none null");
  }

  @Test
  void aThreadHasNoTenantByItself() {
    assertThat(Edge.seen()).isEqualTo("none");
  }

  @Test
  void hasTheTenantWhileTheScopeIsOpen() {
    assertThat(Edge.as("acme", CurrentTenant::schema)).contains(new SchemaName("acme"));
  }

  @Test
  @SuppressWarnings("NullAway") // callers without null checks are the point
  void refusesNullAsSchema() {
    String seen =
        Edge.as(
            "acme",
            () -> {
              assertThatNullPointerException()
                  .isThrownBy(() -> CurrentTenant.open((SchemaName) null))
                  .withMessage("schema is null; give a SchemaName, or choose openWithoutSchema()");
              assertThatExceptionOfType(InvalidSchemaNameException.class)
                  .isThrownBy(() -> CurrentTenant.open((String) null));
              return Edge.seen();
            });
    assertThat(seen).isEqualTo("acme");
  }

  @Test
  void tellsTheBypassFromNoTenant() {
    assertThat(Edge.bypassing(Edge::seen)).isEqualTo("bypass");
  }

  @Test
  void aNestedScopeGivesBackTheOuterTenant() {
    String seen = Edge.as("acme", () -> Edge.as("globex", Edge::seen) + ", then " + Edge.seen());
    assertThat(seen).isEqualTo("globex, then acme");
  }

  @Test
  void aNestedBypassGivesBackTheOuterTenant() {
    String seen = Edge.as("acme", () -> Edge.bypassing(Edge::seen) + ", then " + Edge.seen());
    assertThat(seen).isEqualTo("bypass, then acme");
  }

  @Test
  void aTenantInsideTheBypassGivesItBack() {
    String seen = Edge.bypassing(() -> Edge.as("acme", Edge::seen) + ", then " + Edge.seen());
    assertThat(seen).isEqualTo("acme, then bypass");
  }

  @Test
  void theSameTenantTwiceGivesItBackOnceEach() {
    String seen = Edge.as("acme", () -> Edge.as("acme", Edge::seen) + ", then " + Edge.seen());
    assertThat(seen).isEqualTo("acme, then acme");
  }

  @Test
  void anotherThreadSeesNothingOfIt() {
    String seen = Edge.as("acme", () -> CompletableFuture.supplyAsync(Edge::seen).join());
    assertThat(seen).isEqualTo("none");
  }

  @Test
  void aBadNameLeavesTheThreadAsItWas() {
    String seen =
        Edge.as(
            "acme",
            () -> {
              assertThatExceptionOfType(InvalidSchemaNameException.class)
                  .isThrownBy(() -> CurrentTenant.open("Globex"));
              return Edge.seen();
            });
    assertThat(seen).isEqualTo("acme");
  }

  @Test
  void closingTwiceDoesNothing() {
    String seen =
        Edge.as(
            "acme",
            () -> {
              CurrentTenant.Scope inner = CurrentTenant.open("globex");
              inner.close();
              CurrentTenant.Scope next = CurrentTenant.open("initech");
              inner.close();
              String after = Edge.seen();
              next.close();
              return after;
            });
    assertThat(seen).isEqualTo("initech");
  }

  @Test
  void closingTheOuterScopeFirstLeavesNoTenant() {
    CurrentTenant.Scope outer = CurrentTenant.open("acme");
    CurrentTenant.Scope inner = CurrentTenant.open("globex");
    assertThatIllegalStateException()
        .isThrownBy(outer::close)
        .withMessage(
            "The scope of tenant acme was closed while the thread is on globex: close scopes"
                + " innermost first, best with try-with-resources");
    assertThatIllegalStateException()
        .isThrownBy(inner::close)
        .withMessageContaining("globex was closed while the thread is on no tenant");
  }

  @Test
  void closingOnAnotherThreadIsRefusedAndTouchesNeither() {
    CurrentTenant.Scope scope = CurrentTenant.open("acme");
    String elsewhere =
        CompletableFuture.supplyAsync(
                () ->
                    Edge.as(
                        "globex",
                        () -> {
                          assertThatIllegalStateException()
                              .isThrownBy(scope::close)
                              .withMessageContaining("close it where it was opened");
                          return Edge.seen();
                        }),
                new ForkJoinPool(1))
            .join();
    assertThat(elsewhere).isEqualTo("globex");
    assertThat(Edge.seen()).isEqualTo("acme");
    scope.close();
  }

  @Test
  void theMdcShowsTheSchemaWhileTheScopeIsOpen() {
    String shown =
        Edge.as(
            "acme",
            () -> Edge.as("globex", () -> MDC.get("schema")) + ", then " + MDC.get("schema"));
    assertThat(shown).isEqualTo("globex, then acme");
  }

  @Test
  void theMdcShowsNoSchemaDuringTheBypass() {
    String shown =
        Edge.as(
            "acme",
            () ->
                Edge.<String>bypassing(() -> "" + MDC.get("schema"))
                    + ", then "
                    + MDC.get("schema"));
    assertThat(shown).isEqualTo("null, then acme");
  }
}
