package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.ObjectKey;
import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import io.lifeboat.backup.spi.StorageConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration says, understood and checked.
 *
 * @param bucket its name
 * @param prefix empty, or ends with a slash
 * @param region where the bucket is
 * @param endpoint empty for Amazon's own
 * @param pathStyle whether the bucket is in the path rather than in the host's name
 * @param login what the settings say about credentials
 * @param object how objects are stored
 * @param transfer how they travel
 */
record S3Settings(
    String bucket,
    String prefix,
    String region,
    Optional<URI> endpoint,
    boolean pathStyle,
    Login login,
    ObjectSettings object,
    Transfer transfer) {

  private static final String DEFAULT_REGION = "us-east-1";

  /**
   * Credentials; all empty for the SDK's usual places.
   *
   * @param accessKey with secretKey
   * @param secretKey with accessKey
   * @param sessionToken of temporary keys
   * @param profile of the shared configuration file
   */
  record Login(
      Optional<String> accessKey,
      Optional<Secret> secretKey,
      Optional<Secret> sessionToken,
      Optional<String> profile) {}

  /**
   * How an object is stored.
   *
   * @param storageClass as the server names it
   * @param encryption {@code AES256}, {@code aws:kms}, or empty for the bucket's default
   * @param kmsKey which key; empty for the default one
   * @param lockMode {@code GOVERNANCE} or {@code COMPLIANCE}
   * @param lockDays how long
   * @param tags by name
   */
  record ObjectSettings(
      Optional<String> storageClass,
      Optional<String> encryption,
      Optional<String> kmsKey,
      Optional<String> lockMode,
      int lockDays,
      Map<String, String> tags) {}

  /**
   * How objects travel.
   *
   * @param conditionalCreate whether the server knows {@code If-None-Match: *}
   * @param newChecksums whether CRC-32 headers are sent; else Content-MD5
   * @param partSize in bytes
   * @param growingParts whether later parts may be larger
   * @param partsInFlight at once, for each object
   * @param connectTimeout until a connection stands
   * @param readTimeout without a byte
   * @param attempts of one request, with the first
   * @param abandonedAfter when an upload without progress is a leftover
   */
  record Transfer(
      boolean conditionalCreate,
      boolean newChecksums,
      long partSize,
      boolean growingParts,
      int partsInFlight,
      Duration connectTimeout,
      Duration readTimeout,
      int attempts,
      Duration abandonedAfter) {}

  /**
   * Understands a configuration.
   *
   * @throws StorageException with reason CONFIGURATION and every problem there is
   */
  static S3Settings parse(StorageConfig config) throws StorageException {
    SettingsReader in = new SettingsReader(config);
    URI location = config.location();
    String bucket = bucket(location, in);
    String prefix = prefix(location, in);
    Optional<URI> endpoint = in.endpoint("endpoint");
    boolean isAmazon = endpoint.isEmpty();
    S3Settings settings =
        new S3Settings(
            bucket,
            prefix,
            in.text("region").orElse(DEFAULT_REGION),
            endpoint,
            in.flag("pathStyle", !isAmazon),
            login(in),
            objects(in),
            new Transfer(
                in.flag("conditionalCreate", isAmazon),
                in.choice("checksums", "whenSupported", "whenSupported", "whenRequired")
                    .equals("whenSupported"),
                in.bytes("partSize", PartSchedule.MIN_PART, PartSchedule.MAX_PART, 5),
                in.flag("growingParts", true),
                in.number("partsInFlight", 1, 64, 3),
                in.duration("connectTimeout", Duration.ofSeconds(10)),
                in.duration("readTimeout", Duration.ofSeconds(60)),
                in.number("attempts", 1, 20, 6),
                in.duration("abandonedAfter", Duration.ofDays(1))));
    if (isAmazon && in.text("region").isEmpty()) {
      in.problem("'region' is missing. Name the region of the bucket, such as eu-central-1.");
    }
    in.finish();
    return settings;
  }

  private static String bucket(URI location, SettingsReader in) {
    String bucket = location.getAuthority();
    if (bucket == null || !bucket.matches("[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}")) {
      in.problem("The location names no bucket. Write it as s3://bucket or s3://bucket/prefix.");
      return "";
    }
    return bucket;
  }

  private static String prefix(URI location, SettingsReader in) {
    String path = location.getPath() == null ? "" : location.getPath();
    String bare = path.replaceAll("^/+|/+$", "");
    if (bare.isEmpty()) {
      return "";
    }
    try {
      return ObjectKey.of(bare).value() + "/";
    } catch (IllegalArgumentException e) {
      in.problem(
          "The prefix '%s' can't be used. Take letters, digits and . _ - + =, in segments that begin with no dot."
              .formatted(bare));
      return "";
    }
  }

  private static Login login(SettingsReader in) {
    Login login =
        new Login(
            in.text("accessKey"),
            in.secret("secretKey"),
            in.secret("sessionToken"),
            in.text("profile"));
    if (login.accessKey.isPresent() != login.secretKey.isPresent()) {
      in.problem("'accessKey' and 'secretKey' belong together. Set both, or none.");
    }
    if (login.sessionToken.isPresent() && login.secretKey.isEmpty()) {
      in.problem("'sessionToken' needs 'accessKey' and 'secretKey'.");
    }
    if (login.profile.isPresent() && login.accessKey.isPresent()) {
      in.problem("'profile' and 'accessKey' exclude each other. Set one of them.");
    }
    return login;
  }

  private static ObjectSettings objects(SettingsReader in) {
    String encryption = in.choice("encryption", "bucket", "bucket", "S3", "KMS");
    Optional<String> kmsKey = in.text("kmsKey");
    if (kmsKey.isPresent() && !encryption.equals("KMS")) {
      in.problem("'kmsKey' needs 'encryption' = KMS.");
    }
    String lockMode = in.choice("lockMode", "none", "none", "GOVERNANCE", "COMPLIANCE");
    int lockDays = in.number("lockDays", 0, 36_500, 0);
    if (lockMode.equals("none") != (lockDays == 0)) {
      in.problem("'lockMode' and 'lockDays' belong together. Set both, or none.");
    }
    return new ObjectSettings(
        in.text("storageClass"),
        switch (encryption) {
          case "S3" -> Optional.of("AES256");
          case "KMS" -> Optional.of("aws:kms");
          default -> Optional.empty();
        },
        kmsKey,
        lockMode.equals("none") ? Optional.empty() : Optional.of(lockMode),
        lockDays,
        in.pairs("tags", 10));
  }

  /** Returns the key a server knows an object by. */
  String fullKey(ObjectKey key) {
    return prefix + key.value();
  }

  /** Names the place for messages: bucket and where it is. */
  String place() {
    return "bucket '%s' at %s"
        .formatted(bucket, endpoint.map(URI::toString).orElse("Amazon S3, " + region));
  }

  /** Shows the place only. */
  @Override
  public String toString() {
    return place();
  }

  static StorageException problems(StorageConfig config, Iterable<String> problems) {
    return new StorageException(
        Reason.CONFIGURATION,
        "The storage %s can't be used:%n- %s"
            .formatted(config.location(), String.join(System.lineSeparator() + "- ", problems)));
  }
}
