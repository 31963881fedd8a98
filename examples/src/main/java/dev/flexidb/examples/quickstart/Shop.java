package dev.flexidb.examples.quickstart;

import dev.flexidb.examples.quickstart.Figures.Sales;
import dev.flexidb.examples.quickstart.Figures.Traffic;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A tenant, with the rows that it is given. The figures that must come of them are worked out here,
 * without a database, so that a foreign figure cannot go unseen.
 */
record Shop(String schema, int orders, int smallestOrderInCents, int pageViews, int visitors) {

  static final List<Shop> ALL =
      List.of(
          new Shop("bluebird_books", 64, 1_290, 412, 57),
          new Shop("harbor_coffee", 183, 320, 239, 88));

  /** What the order of this number costs; orders count from 1. */
  BigDecimal total(int order) {
    return BigDecimal.valueOf(smallestOrderInCents + order * 173L % 2_400, 2);
  }

  /** Who made the view of this number; views count from 1. */
  String visitor(int view) {
    return "visitor-" + view * 31 % visitors;
  }

  Figures expected() {
    BigDecimal revenue =
        IntStream.rangeClosed(1, orders)
            .mapToObj(this::total)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    long different = IntStream.rangeClosed(1, pageViews).mapToObj(this::visitor).distinct().count();
    return new Figures(new Sales(orders, revenue), new Traffic(pageViews, different));
  }
}
