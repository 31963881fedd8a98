package dev.flexidb.migrate;

import dev.flexidb.embedded.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Three tenants and two migrations. */
interface FleetContract {

  String ITEMS = "CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(20));\n";
  String PRICES =
      "ALTER TABLE items ADD COLUMN price INT;\nINSERT INTO items VALUES (1, 'a', 2);\n";

  TestFleet fleet();

  void fleet(TestFleet opened);

  @BeforeEach
  default void open(TestDatabase database) {
    fleet(new TestFleet(database));
    fleet().tenant("V1__items.sql", ITEMS).tenant("V2__prices.sql", PRICES).create("a", "b", "c");
  }

  @AfterEach
  default void close() {
    fleet().close();
  }

  static <T> List<T> only(List<MigrationEvent> events, Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
