package dev.flexidb.testing.readme;

import dev.flexidb.Database;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The code under test: it does not know of tenants. */
record Orders(Database db) {

  Mono<Long> place(String item) {
    return db.sql("INSERT INTO purchase (item) VALUES (:item)")
        .bind("item", item)
        .fetch()
        .rowsUpdated();
  }

  Flux<String> items() {
    return db.sql("SELECT item FROM purchase").mapValue(String.class).all();
  }
}
