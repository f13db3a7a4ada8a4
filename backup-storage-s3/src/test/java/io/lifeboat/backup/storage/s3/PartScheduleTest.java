package io.lifeboat.backup.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PartScheduleTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long TIB = 1L << 40;

  @Test
  void fortyGibibytesTravelInTheSmallestParts() {
    PartSchedule schedule = PartSchedule.of(5 * MIB, true, OptionalLong.empty());

    long total = 0;
    int number = 1;
    for (; total < 40 * GIB; number++) {
      assertEquals(5 * MIB, schedule.size(number));
      total += schedule.size(number);
    }

    assertEquals(8193, number);
    assertTrue(schedule.size(number) > PartBuffer.MAX_HEAP, "what is larger is not in the heap");
  }

  @Test
  void fiveTebibytesFitIntoTenThousandParts() {
    for (long partSize : new long[] {5 * MIB, 16 * MIB, 32 * MIB, 100 * MIB, GIB, 5 * GIB}) {
      PartSchedule schedule = PartSchedule.of(partSize, true, OptionalLong.empty());

      assertEquals(5 * TIB, schedule.capacity(), "with parts of " + partSize);
    }
  }

  @Test
  void noPartIsSmallerOrLargerThanTheProtocolAllows() {
    PartSchedule schedule = PartSchedule.of(5 * MIB, true, OptionalLong.empty());

    for (int number = 1; number <= 10_000; number++) {
      assertTrue(schedule.size(number) >= 5 * MIB, "part " + number);
      assertTrue(schedule.size(number) <= 5 * GIB, "part " + number);
      assertTrue(number == 1 || schedule.size(number) >= schedule.size(number - 1));
    }
  }

  @Test
  void anObjectThatIsKnownToBeLargeNeedsNoGrowth() {
    for (long size : new long[] {41 * GIB, 500 * GIB, 5 * TIB}) {
      PartSchedule schedule = PartSchedule.of(5 * MIB, true, OptionalLong.of(size));

      assertTrue(schedule.size(1) * 8192 >= size);
      assertTrue(schedule.size(1) <= 641 * MIB, "and no more than that: " + schedule.size(1));
    }
  }

  @Test
  void aSmallExpectationLeavesThePartSizeThatWasAskedFor() {
    assertEquals(16 * MIB, PartSchedule.of(16 * MIB, true, OptionalLong.of(5)).size(1));
  }

  @Test
  void equalPartsStayEqualAndHoldLess() {
    PartSchedule schedule = PartSchedule.of(5 * MIB, false, OptionalLong.empty());

    assertEquals(5 * MIB, schedule.size(10_000));
    assertEquals(50_000 * MIB, schedule.capacity());
  }
}
