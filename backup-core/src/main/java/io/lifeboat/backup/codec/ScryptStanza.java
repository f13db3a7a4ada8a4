package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import io.lifeboat.backup.api.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * Wraps a file key with a password (age-encryption.org/v1, section "The scrypt recipient type").
 */
final class ScryptStanza {

  static final String TYPE = "scrypt";

  /** Base-2 logarithm of the cost: about a second, and 256 MiB for that second. */
  static final int DEFAULT_WORK_FACTOR = 18;

  /** A file that asks for more would rather stop this server than be read by it. */
  static final int MAX_WORK_FACTOR = 22;

  private static final Pattern WORK_FACTOR = Pattern.compile("[1-9][0-9]*");
  private static final byte[] LABEL =
      "age-encryption.org/v1/scrypt".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT = 16;
  private static final int BLOCK = 8;
  private static final int MIB = 1 << 20;

  /** Only one at a time in this process, so that its memory is needed once. */
  private static final Object ONE_AT_A_TIME = new Object();

  private ScryptStanza() {}

  static AgeStanza wrap(Secret password, int workFactor, byte[] fileKey, SecureRandom random)
      throws CodecException {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return AgeStanza.wrap(
        TYPE,
        List.of(AgeStanza.encode(salt), Integer.toString(workFactor)),
        stretch(password, salt, workFactor),
        fileKey);
  }

  /** Returns nothing if the password is another one. */
  static Optional<byte[]> unwrap(AgeStanza stanza, Secret password) throws CodecException {
    stanza.requireShape(2);
    byte[] salt = AgeStanza.decode(stanza.arguments().get(0));
    if (salt.length != SALT) {
      throw AgeStanza.malformed("the salt of its password has " + salt.length + " bytes, not 16");
    }
    int workFactor = workFactor(stanza.arguments().get(1));
    try {
      return Optional.of(stanza.unwrap(stretch(password, salt, workFactor)));
    } catch (AEADBadTagException wrongPassword) {
      return Optional.empty();
    }
  }

  /** Says, as a sentence, why a password can't be used within a heap of this many bytes. */
  static Optional<String> heapProblem(int workFactor, long maxMemory) {
    // A quarter more, for the room a collector needs around it, and what else is alive.
    long table = (128L * BLOCK) << workFactor;
    long needed = table + table / 4 + 32L * MIB;
    if (maxMemory >= needed) {
      return Optional.empty();
    }
    // Some collectors keep up to a tenth of -Xmx for themselves.
    long option = (needed + needed / 11) / MIB / 64 * 64 + 64;
    return Optional.of(heapProblem(workFactor, table, maxMemory, option));
  }

  private static String heapProblem(int workFactor, long table, long maxMemory, long option) {
    return "A password needs %d MiB of memory for a moment (scrypt, 2^%d), and this Java runtime has %d MiB in all. Start it with -Xmx%dm or more, or encrypt for recipients instead."
        .formatted(table / MIB, workFactor, maxMemory / MIB, option);
  }

  private static int workFactor(String text) throws CodecException {
    if (!WORK_FACTOR.matcher(text).matches()) {
      throw AgeStanza.malformed("the work factor of its password is not a number");
    }
    if (text.length() > 2 || Integer.parseInt(text) > MAX_WORK_FACTOR) {
      throw new CodecException(
          Reason.UNSUPPORTED,
          "The file asks for more work to test its password than is allowed here: work factor "
              + (text.length() > 2 ? "of three digits or more" : text)
              + ", and "
              + MAX_WORK_FACTOR
              + " is the most");
    }
    return Integer.parseInt(text);
  }

  private static byte[] stretch(Secret password, byte[] salt, int workFactor)
      throws CodecException {
    byte[] labelled = Arrays.copyOf(LABEL, LABEL.length + salt.length);
    System.arraycopy(salt, 0, labelled, LABEL.length, salt.length);
    byte[] bytes = password.revealUtf8();
    try {
      synchronized (ONE_AT_A_TIME) {
        requireHeap(workFactor, Runtime.getRuntime().maxMemory());
        return SCrypt.generate(bytes, labelled, 1 << workFactor, BLOCK, 1, 32);
      }
    } catch (OutOfMemoryError full) {
      // What the host keeps alive is not known before; what was asked for here is free again.
      throw new CodecException(
          Reason.UNSUPPORTED,
          "There was too little free memory to use a password: it needs "
              + ((128L * BLOCK) << workFactor) / MIB
              + " MiB for a moment. Start Java with a larger -Xmx, or encrypt for recipients.",
          full);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void requireHeap(int workFactor, long maxMemory) throws CodecException {
    Optional<String> problem = heapProblem(workFactor, maxMemory);
    if (problem.isPresent()) {
      throw new CodecException(Reason.UNSUPPORTED, problem.get());
    }
  }
}
