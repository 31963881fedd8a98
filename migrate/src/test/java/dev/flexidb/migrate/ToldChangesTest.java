package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.migrate.SchemaChange.Kind;
import dev.flexidb.migrate.ToldChanges.Asked;
import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

@DisplayName("S30: what is done to schemas is told")
class ToldChangesTest {

  private static final SchemaName ACME = new SchemaName("acme");
  private static final Context ANN = Context.of("user", "ann");

  private final List<SchemaChange> changes = new ArrayList<>();
  private final List<ContextView> subscribers = new ArrayList<>();
  private final ToldChanges told =
      new ToldChanges(
          "orders",
          new Listening<>(
              List.of(
                  (change, subscriber) -> {
                    throw new IllegalStateException("broken");
                  },
                  (change, subscriber) -> {
                    changes.add(change);
                    subscribers.add(subscriber);
                  })));

  @Test
  void withWhoAskedForItAndWhatCameOfIt() throws Exception {
    Callable<SchemaName> made =
        told.told(new Asked(Kind.PROVISION, "Acme Inc", null, null), ANN, () -> ACME);
    assertThat(changes).as("not before it is done").isEmpty();

    assertThat(made.call()).isEqualTo(ACME);
    assertThat(subscribers).containsExactly(ANN);
    SchemaChange change = changes.get(0);
    assertThat(change.database()).isEqualTo("orders");
    assertThat(change.kind()).isEqualTo(Kind.PROVISION);
    assertThat(change.subject()).isEqualTo("Acme Inc");
    assertThat(change.schema()).contains(ACME);
    assertThat(change.error()).isEmpty();
  }

  @Test
  void withItsErrorWhichItsCallerGetsAsWell() {
    IllegalStateException no = new IllegalStateException("no");
    Callable<Boolean> failing =
        told.told(
            Asked.of(Kind.DELETE, ACME),
            ANN,
            () -> {
              throw no;
            });

    assertThatThrownBy(failing::call).isSameAs(no);
    assertThat(changes)
        .singleElement()
        .satisfies(change -> assertThat(change.error()).contains(no));
  }
}
