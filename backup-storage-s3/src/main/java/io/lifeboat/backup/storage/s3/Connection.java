package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.Secret;
import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The SDK's client and what it is used with. Thread-safe.
 *
 * <p>A request that failed on its way is sent again by the SDK, with growing pauses: it alone has
 * the bytes of a part at hand, so this can't be a decorator around the storage.
 */
final class Connection implements AutoCloseable {

  /**
   * Answers to bytes that changed on their way: the same part, sent again, may arrive. Ceph calls
   * it a wrong signature.
   */
  private static final Set<String> CHANGED_ON_THE_WAY =
      Set.of(
          "BadDigest",
          "InvalidDigest",
          "SignatureDoesNotMatch",
          "XAmzContentChecksumMismatch",
          "XAmzContentSHA256Mismatch");

  /** The slowest connection on which a part is still waited for, in bytes a second. */
  private static final long SLOWEST = 32 << 10;

  private final S3Settings settings;
  private final S3Client client;

  private Connection(S3Settings settings, S3Client client) {
    this.settings = settings;
    this.client = client;
  }

  /** Makes a client; nothing is asked of the server yet. */
  static Connection open(S3Settings settings, @Nullable AwsCredentialsProvider given)
      throws StorageException {
    S3Settings.Transfer transfer = settings.transfer();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings.login(), given))
            .forcePathStyle(settings.pathStyle())
            // Checksums are computed as parts are filled and given explicitly; see PartBuffer.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            // Archives prove themselves, whatever range of them is read.
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(service -> service.expectContinueEnabled(false))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(transfer.connectTimeout())
                    .socketTimeout(transfer.readTimeout()))
            .overrideConfiguration(override -> override.retryStrategy(retries(transfer)));
    settings.endpoint().ifPresent(builder::endpointOverride);
    try {
      return new Connection(settings, builder.build());
    } catch (SdkException | IllegalArgumentException e) {
      throw new StorageException(
          Reason.CONFIGURATION,
          "The storage in %s can't be used: %s".formatted(settings.place(), e.getMessage()),
          false,
          e);
    }
  }

  private static AwsCredentialsProvider credentials(
      S3Settings.Login login, @Nullable AwsCredentialsProvider given) {
    if (login.accessKey().isPresent() && login.secretKey().isPresent()) {
      String id = login.accessKey().get();
      String key = text(login.secretKey().get());
      AwsCredentials keys =
          login.sessionToken().isPresent()
              ? AwsSessionCredentials.create(id, key, text(login.sessionToken().get()))
              : AwsBasicCredentials.create(id, key);
      return StaticCredentialsProvider.create(keys);
    }
    if (login.profile().isPresent()) {
      return ProfileCredentialsProvider.create(login.profile().get());
    }
    return given != null ? given : DefaultCredentialsProvider.builder().build();
  }

  private static String text(Secret secret) {
    return new String(secret.reveal());
  }

  private static StandardRetryStrategy retries(S3Settings.Transfer transfer) {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(transfer.attempts())
        // Each part has its own attempts, however many others failed before.
        .circuitBreakerEnabled(false)
        .retryOnException(
            e ->
                e instanceof AwsServiceException service
                    && service.awsErrorDetails() != null
                    && CHANGED_ON_THE_WAY.contains(
                        String.valueOf(service.awsErrorDetails().errorCode())))
        .build();
  }

  S3Settings settings() {
    return settings;
  }

  S3Client client() {
    return client;
  }

  /**
   * Returns how long one attempt to send so many bytes may take: a stalled write has no timeout of
   * its own.
   */
  Duration patience(long bytes) {
    return settings
        .transfer()
        .readTimeout()
        .plus(Duration.ofSeconds(bytes / SLOWEST))
        .plusSeconds(1);
  }

  /**
   * Asks the server.
   *
   * @param action what is done, for the message
   * @param subject what it is done to, such as {@code object 'a/b'}
   */
  <T> T ask(Action action, String subject, Supplier<T> request) throws StorageException {
    try {
      return request.get();
    } catch (SdkException e) {
      throw S3Failures.of(settings, action, subject, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** What is asked of a server, and which permission it takes at Amazon's and those like it. */
  enum Action {
    READ("s3:GetObject"),
    LOOK_UP("s3:GetObject and s3:ListBucket"),
    LIST("s3:ListBucket"),
    WRITE("s3:PutObject"),
    DELETE("s3:DeleteObject"),
    ABORT("s3:AbortMultipartUpload"),
    SWEEP("s3:ListBucketMultipartUploads, s3:ListMultipartUploadParts and s3:AbortMultipartUpload");

    private final String permission;

    Action(String permission) {
      this.permission = permission;
    }

    /** Returns what it takes to do this with these settings. */
    String permission(S3Settings.ObjectSettings object) {
      if (this != WRITE) {
        return permission;
      }
      StringBuilder all = new StringBuilder(permission);
      if (!object.tags().isEmpty()) {
        all.append(", s3:PutObjectTagging");
      }
      if (object.lockMode().isPresent()) {
        all.append(", s3:PutObjectRetention");
      }
      if (object.encryption().filter("aws:kms"::equals).isPresent()) {
        all.append(", kms:GenerateDataKey and kms:Decrypt on the key");
      }
      return all.toString();
    }

    String verb() {
      return switch (this) {
        case SWEEP -> "searched for leftovers";
        case LOOK_UP -> "looked up";
        case WRITE -> "written";
        case LIST -> "listed";
        case ABORT -> "given up cleanly";
        case READ -> "read";
        case DELETE -> "deleted";
      };
    }
  }
}
