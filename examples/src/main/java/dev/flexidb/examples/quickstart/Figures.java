package dev.flexidb.examples.quickstart;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.Objects;

/** The figures of a tenant's dashboard: sales from one database, traffic from another. */
record Figures(Sales sales, Traffic traffic) {

  record Sales(long orders, BigDecimal revenue) {

    static final String SQL = "SELECT count(*), sum(total) FROM customer_order";

    static Sales of(Readable row) {
      return new Sales(
          Objects.requireNonNull(row.get(0, Long.class)),
          Objects.requireNonNull(row.get(1, BigDecimal.class)));
    }
  }

  record Traffic(long pageViews, long visitors) {

    static final String SQL = "SELECT count(*), count(DISTINCT visitor) FROM page_view";

    static Traffic of(Readable row) {
      return new Traffic(
          Objects.requireNonNull(row.get(0, Long.class)),
          Objects.requireNonNull(row.get(1, Long.class)));
    }
  }
}
