package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.spi.StorageConfig;
import io.lifeboat.backup.spi.StorageProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The settings of an S3 storage, for hosts that write them in Java; a host that reads them from a
 * file gives {@link StorageConfig} the same names. Immutable. Nothing is checked before the storage
 * is opened, and then everything at once.
 *
 * <p>The names are those of the methods without {@code with}, beginning with a small letter: {@code
 * region}, {@code endpoint}, {@code pathStyle}, {@code accessKey}, {@code secretKey} and {@code
 * sessionToken} (the last two secrets), {@code profile}, {@code storageClass}, {@code encryption}
 * ({@code bucket}, {@code S3}, {@code KMS}), {@code kmsKey}, {@code lockMode}, {@code lockDays},
 * {@code tags} ({@code name=value,name=value}), {@code conditionalCreate}, {@code checksums}
 * ({@code whenSupported}, {@code whenRequired}), {@code partSize} (such as {@code 16MiB}), {@code
 * growingParts}, {@code partsInFlight}, {@code connectTimeout}, {@code readTimeout}, {@code
 * attempts}, {@code abandonedAfter} (durations such as {@code PT30S}).
 */
public final class S3Options {

  private final StorageConfig config;

  private S3Options(StorageConfig config) {
    this.config = config;
  }

  /**
   * Name a bucket.
   *
   * @param location such as {@code s3://bucket/some/prefix}
   * @return the options; credentials come from the SDK's usual places: environment, system
   *     properties, shared configuration file, container, instance
   */
  public static S3Options at(String location) {
    return new S3Options(StorageConfig.at(URI.create(location)));
  }

  /**
   * Make a provider with credentials of the host's own making. Given to the builder of a manager it
   * wins over the one that is discovered.
   *
   * @param credentials asked before requests, on several threads; never closed by the provider.
   *     Used unless the settings name keys or a profile
   * @return the provider, for every S3 storage of the manager
   */
  public static StorageProvider providerWith(AwsCredentialsProvider credentials) {
    return new S3StorageProvider(credentials);
  }

  /**
   * Name the region, which Amazon needs.
   *
   * @param value such as {@code eu-central-1}; {@code us-east-1} if nothing is said beside an
   *     endpoint
   * @return new options
   */
  public S3Options withRegion(String value) {
    return with("region", value);
  }

  /**
   * Name a server other than Amazon's.
   *
   * @param value such as {@code https://minio.example.org:9000}; turns path style on and
   *     conditional create off unless those are set
   * @return new options
   */
  public S3Options withEndpoint(String value) {
    return with("endpoint", value);
  }

  /**
   * Say where a request names the bucket.
   *
   * @param value true for the path, false for the name of the host
   * @return new options
   */
  public S3Options withPathStyle(boolean value) {
    return with("pathStyle", String.valueOf(value));
  }

  /**
   * Use fixed keys.
   *
   * @param accessKey the id of the key
   * @param secretKey the key
   * @return new options
   */
  public S3Options withKeys(String accessKey, Secret secretKey) {
    return new S3Options(config.with("accessKey", accessKey).with("secretKey", secretKey));
  }

  /**
   * Add the token of temporary keys.
   *
   * @param value the token
   * @return new options
   */
  public S3Options withSessionToken(Secret value) {
    return new S3Options(config.with("sessionToken", value));
  }

  /**
   * Use a profile of the shared configuration file.
   *
   * @param name of the profile
   * @return new options
   */
  public S3Options withProfile(String name) {
    return with("profile", name);
  }

  /**
   * Choose the storage class of new objects.
   *
   * @param value as the server names it, such as {@code STANDARD_IA}. Not one that must be thawed
   *     before it is read: a restore would fail
   * @return new options
   */
  public S3Options withStorageClass(String value) {
    return with("storageClass", value);
  }

  /**
   * Encrypt on the server with the server's own keys.
   *
   * @return new options
   */
  public S3Options withServerEncryption() {
    return with("encryption", "S3");
  }

  /**
   * Encrypt on the server with a key of its key service.
   *
   * @param keyId or the key's ARN
   * @return new options
   */
  public S3Options withKmsEncryption(String keyId) {
    return new S3Options(config.with("encryption", "KMS").with("kmsKey", keyId));
  }

  /**
   * Keep what is written from being removed for good. The bucket must have been made with object
   * lock, and so has versions: who deletes such a backup hides it, and the locked version stays,
   * and is billed, until the days are over and a lifecycle rule of the bucket removes it.
   *
   * @param mode {@code GOVERNANCE} or {@code COMPLIANCE}
   * @param days more than zero
   * @return new options
   */
  public S3Options withObjectLock(String mode, int days) {
    return new S3Options(config.with("lockMode", mode).with("lockDays", String.valueOf(days)));
  }

  /**
   * Tag new objects.
   *
   * @param value at most ten, without commas and equals signs in names
   * @return new options
   */
  public S3Options withTags(Map<String, String> value) {
    return with(
        "tags",
        value.entrySet().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .collect(Collectors.joining(",")));
  }

  /**
   * Say whether the server honours {@code If-None-Match: *} on PutObject and
   * CompleteMultipartUpload. The storage's trait is what is said here.
   *
   * @param value true if so
   * @return new options
   */
  public S3Options withConditionalCreate(boolean value) {
    return with("conditionalCreate", String.valueOf(value));
  }

  /**
   * Send Content-MD5 in place of the CRC-32 headers of 2024, and bodies as they are in place of
   * signed chunks ({@code aws-chunked}): some servers reject the one or the other.
   *
   * @return new options
   */
  public S3Options withChecksumsWhenRequired() {
    return with("checksums", "whenRequired");
  }

  /**
   * Choose the size of parts. Heap is {@code (partsInFlight + 1) * partSize} for each object being
   * written; parts over 32 MiB are put into a private temporary file instead.
   *
   * @param bytes 5 MiB (the default) to 5 GiB
   * @return new options
   */
  public S3Options withPartSize(long bytes) {
    return with("partSize", String.valueOf(bytes));
  }

  /**
   * Keep all parts of one size, which some servers demand; an object has at most 10,000 of them.
   *
   * @return new options
   */
  public S3Options withEqualParts() {
    return with("growingParts", "false");
  }

  /**
   * Choose how many parts of an object travel at once, and how many ranges of almost 4 MiB are
   * fetched ahead for all readers of the storage together.
   *
   * @param value 1 to 64; 3 by default
   * @return new options
   */
  public S3Options withPartsInFlight(int value) {
    return with("partsInFlight", String.valueOf(value));
  }

  /**
   * Choose how long to wait.
   *
   * @param connect until a connection stands; 10 s by default
   * @param read without a byte from the server; 60 s by default
   * @return new options
   */
  public S3Options withTimeouts(Duration connect, Duration read) {
    return new S3Options(
        config.with("connectTimeout", connect.toString()).with("readTimeout", read.toString()));
  }

  /**
   * Choose how often one request is sent before it fails, with growing pauses between.
   *
   * @param value 1 to 20, the first included; 6 by default
   * @return new options
   */
  public S3Options withAttempts(int value) {
    return with("attempts", String.valueOf(value));
  }

  /**
   * Choose when an upload that makes no progress is taken for a leftover and removed.
   *
   * @param value longer than the longest pause between two parts of a living upload, on any node; a
   *     day by default
   * @return new options
   */
  public S3Options withAbandonedAfter(Duration value) {
    return with("abandonedAfter", value.toString());
  }

  /**
   * Return what the builder of a manager takes.
   *
   * @return the configuration
   */
  public StorageConfig toConfig() {
    return config;
  }

  /** Shows the place only. */
  @Override
  public String toString() {
    return config.toString();
  }

  private S3Options with(String name, String value) {
    return new S3Options(config.with(name, value));
  }
}
