package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WatchTest {

  /** Where a watch cuts a text that comes in chunks, or -1. */
  private static int cutAt(Watch watch, List<String> chunks) {
    int before = 0;
    for (String chunk : chunks) {
      int passing = watch.scan(Unpooled.wrappedBuffer(chunk.getBytes(StandardCharsets.ISO_8859_1)));
      if (passing != Watch.UNSEEN) {
        return before + passing;
      }
      before += chunk.length();
    }
    return -1;
  }

  private static Watch behind(String pattern) {
    return Cut.behind(Direction.TO_SERVER, pattern).watch();
  }

  @Test
  void findsAPatternAcrossChunks() {
    assertThat(cutAt(behind("COMMIT"), List.of("COCO", "M", "MIT;"))).isEqualTo(8);
  }

  @Test
  void cutsBeforeTheLastByteOfAPattern() {
    Watch before = Cut.before(Direction.TO_SERVER, "COMMIT").watch();

    assertThat(cutAt(before, List.of("COCO", "MMI", "T;"))).isEqualTo(7);
  }

  @Test
  void countsBytesAcrossChunks() {
    Watch after = Cut.after(Direction.TO_CLIENT, 5).watch();

    assertThat(cutAt(after, List.of("123", "4", "567"))).isEqualTo(5);
  }

  @Test
  void findsBytesThatAreNoText() {
    assertThat(cutAt(behind("\u00ff\0"), List.of("a\u00ff", "\u00ff\0b"))).isEqualTo(4);
  }

  @Test
  void findsWhatASearchOfTheWholeFinds() {
    Random random = new Random(1);
    for (int round = 0; round < 10_000; round++) {
      String text = letters(random, 30);
      String pattern = letters(random, 1 + random.nextInt(5));
      int split = random.nextInt(30);
      int found = text.indexOf(pattern);

      assertThat(cutAt(behind(pattern), List.of(text.substring(0, split), text.substring(split))))
          .as("%s in %s, split at %d", pattern, text, split)
          .isEqualTo(found < 0 ? -1 : found + pattern.length());
    }
  }

  private static String letters(Random random, int length) {
    return random
        .ints(length, 0, 2)
        .mapToObj(i -> i == 0 ? "a" : "b")
        .collect(Collectors.joining());
  }
}
