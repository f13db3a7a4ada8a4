package io.lifeboat.backup.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The vectors are what the reference program, xxh64sum, prints; docs/archive-format.md has them.
 */
class RowHashTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"\", ef46db3751d8e999",
        "a, d24ec4f1a98c6e5b",
        "abc, 44bc2cf5ad770999",
        "Lifeboat, 2002a3f9b202562c",
        "0123456789abcdef0123456789abcdef, 642a94958e71e6c5",
        "Nobody inspects the spammish repetition, fbcea83c8a378bf1",
      })
  void itIsTheReferenceProgramsHash(String row, String hexadecimal) {
    byte[] bytes = row.getBytes(StandardCharsets.US_ASCII);

    assertEquals(Long.parseUnsignedLong(hexadecimal, 16), RowHash.of(bytes, 0, bytes.length));
  }

  @Test
  void aRowWithinALargerArrayHashesAsIfItWereAlone() {
    byte[] bytes =
        "xxxNobody inspects the spammish repetition\n".getBytes(StandardCharsets.US_ASCII);

    assertEquals(0xfbcea83c8a378bf1L, RowHash.of(bytes, 3, bytes.length - 4));
  }

  @Test
  void aRangeOutsideTheArrayIsRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> RowHash.of(new byte[4], 2, 3));
  }
}
