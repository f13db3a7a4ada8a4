package io.lifeboat.backup.codec;

import io.lifeboat.backup.api.ArchiveCodec;
import io.lifeboat.backup.api.ByteSource;
import io.lifeboat.backup.api.CodecException;
import io.lifeboat.backup.api.CodecException.Reason;
import io.lifeboat.backup.api.EncodedOutput;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.spi.CodecKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Envelope in the public age format, age-encryption.org/v1: any age program opens what this writes,
 * and this opens what they write, ASCII armor and plugin recipients apart.
 *
 * <p>Encodes with a password or for any number of X25519 recipients, never for both: the format
 * forbids it. Decodes with a password, with identities, or with whichever of both an archive asks
 * for. As seekable as a plain file. Immutable.
 */
public final class AgeCodec implements ArchiveCodec {

  private final @Nullable Secret password;
  private final List<X25519Recipient> recipients;
  private final List<X25519Identity> identities;
  private final Settings settings;

  private AgeCodec(
      @Nullable Secret password,
      List<X25519Recipient> recipients,
      List<X25519Identity> identities,
      Settings settings) {
    this.password = password;
    this.recipients = recipients;
    this.identities = identities;
    this.settings = settings;
  }

  /**
   * Make a codec.
   *
   * @param keys a password, recipients {@code age1…}, identities {@code AGE-SECRET-KEY-1…}; with
   *     none at all it can neither encode nor decode
   * @return the codec
   * @throws CodecException with {@link Reason#NO_KEY} if a key can't be read or a password is empty
   */
  public static AgeCodec of(CodecKeys keys) throws CodecException {
    Optional<Secret> password = keys.password();
    if (password.isPresent() && password.get().isEmpty()) {
      throw new CodecException(Reason.NO_KEY, "The password to encrypt with is empty");
    }
    return new AgeCodec(
        password.orElse(null),
        parse("Recipient", keys.recipients(), X25519Recipient::parse),
        parse("Identity", keys.identities(), X25519Identity::parse),
        new Settings(ScryptStanza.DEFAULT_WORK_FACTOR, new SecureRandom(), SealingPool.NONE));
  }

  /**
   * Let others seal while the writing thread goes on. Bytes are the same as without.
   *
   * @param executor runs what it is given at some time; the writing thread does what it does not
   *     begin in time, so the threads that write may be the executor's own
   * @param parallelism how many batches of about 1 MiB may be on their way, one or more
   * @return a codec with the same keys
   */
  public AgeCodec withSealing(Executor executor, int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("The parallelism is one or more, not " + parallelism);
    }
    return with(settings.with(new SealingPool(Objects.requireNonNull(executor), parallelism)));
  }

  /**
   * Choose how hard it is to try a password.
   *
   * @param workFactor base-2 logarithm of the cost, 1 to 22; each step doubles time and memory. The
   *     default, 18, takes about a second and 256 MiB
   * @return a codec with the same keys
   */
  public AgeCodec withWorkFactor(int workFactor) {
    if (workFactor < 1 || workFactor > ScryptStanza.MAX_WORK_FACTOR) {
      throw new IllegalArgumentException("A work factor is 1 to 22, not " + workFactor);
    }
    return with(settings.with(workFactor));
  }

  AgeCodec withRandom(SecureRandom random) {
    return with(settings.with(random));
  }

  /**
   * Tell whether the heap of this process is too small to use a password.
   *
   * @return what to do about it, as a sentence; empty if it is large enough
   */
  public static Optional<String> passwordHeapProblem() {
    return ScryptStanza.heapProblem(
        ScryptStanza.DEFAULT_WORK_FACTOR, Runtime.getRuntime().maxMemory());
  }

  /**
   * Tell why {@link #encode} would fail, without doing it.
   *
   * @return what to do about it, as a sentence; empty if it can encode
   */
  public Optional<String> encodeProblem() {
    if (password == null && recipients.isEmpty()) {
      return Optional.of(
          "Encryption was asked for, and neither a password nor a recipient (age1…) was given");
    }
    if (password != null && !recipients.isEmpty()) {
      return Optional.of(
          "An archive is encrypted either with a password or for recipients, not both: give one");
    }
    return password == null
        ? Optional.empty()
        : ScryptStanza.heapProblem(settings.workFactor, Runtime.getRuntime().maxMemory());
  }

  @Override
  public String id() {
    return "age";
  }

  @Override
  public boolean seekable() {
    return true;
  }

  /** Writes exactly the header before it returns; all that follows is nonce and payload. */
  @Override
  public EncodedOutput encode(EncodedOutput sink) throws IOException {
    Optional<String> problem = encodeProblem();
    if (problem.isPresent()) {
      Reason reason = password == null && recipients.isEmpty() ? Reason.NO_KEY : Reason.UNSUPPORTED;
      throw new CodecException(reason, problem.get());
    }
    byte[] fileKey = random(AgeStanza.FILE_KEY);
    byte[] header = AgeHeader.write(wrap(fileKey), fileKey);
    EncodedOutput output = new AgeOutput(sink, fileKey, random(StreamKey.NONCE), settings.sealing);
    sink.write(ByteBuffer.wrap(header));
    return output;
  }

  @Override
  public ByteSource decode(ByteSource stored) throws IOException {
    try {
      return open(stored);
    } catch (IOException | RuntimeException | Error failure) {
      try {
        stored.close();
      } catch (IOException | RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  private ByteSource open(ByteSource stored) throws IOException {
    if (stored.size() == ByteSource.UNKNOWN_SIZE) {
      throw new CodecException(
          Reason.UNSUPPORTED, "An age archive can be opened only when its size is known");
    }
    AgeBeginning beginning = AgeBeginning.read(stored);
    byte[] fileKey = new AgeUnlocker(password, identities).fileKey(beginning.header());
    return AgeSource.open(stored, beginning.key(fileKey), beginning.size());
  }

  private List<AgeStanza> wrap(byte[] fileKey) throws CodecException {
    if (password != null) {
      return List.of(ScryptStanza.wrap(password, settings.workFactor, fileKey, settings.random));
    }
    List<AgeStanza> stanzas = new ArrayList<>();
    recipients.forEach(recipient -> stanzas.addAll(recipient.wrap(fileKey)));
    return stanzas;
  }

  private byte[] random(int size) {
    byte[] bytes = new byte[size];
    settings.random.nextBytes(bytes);
    return bytes;
  }

  private AgeCodec with(Settings others) {
    return new AgeCodec(password, recipients, identities, others);
  }

  private interface Parser<T, K> {
    K parse(T text);
  }

  private static <T, K> List<K> parse(String what, List<T> texts, Parser<T, K> parser)
      throws CodecException {
    List<K> keys = new ArrayList<>();
    for (T text : texts) {
      try {
        keys.add(parser.parse(text));
      } catch (IllegalArgumentException unreadable) {
        throw new CodecException(
            Reason.NO_KEY, what + " " + (keys.size() + 1) + " " + unreadable.getMessage());
      }
    }
    return List.copyOf(keys);
  }

  private record Settings(int workFactor, SecureRandom random, SealingPool sealing) {

    Settings with(int otherFactor) {
      return new Settings(otherFactor, random, sealing);
    }

    Settings with(SecureRandom otherRandom) {
      return new Settings(workFactor, otherRandom, sealing);
    }

    Settings with(SealingPool otherSealing) {
      return new Settings(workFactor, random, otherSealing);
    }
  }
}
