package io.lifeboat.backup.storage.s3;

import io.lifeboat.backup.api.StorageException;
import io.lifeboat.backup.api.StorageException.Reason;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what a failure of the SDK or of the server means, and what can be done. */
final class S3Failures {

  private final S3Settings settings;
  private final Connection.Action action;
  private final String subject;
  private final SdkException cause;

  private S3Failures(
      S3Settings settings, Connection.Action action, String subject, SdkException cause) {
    this.settings = settings;
    this.action = action;
    this.subject = subject;
    this.cause = cause;
  }

  static StorageException of(
      S3Settings settings, Connection.Action action, String subject, SdkException e) {
    S3Failures failures = new S3Failures(settings, action, subject, e);
    return e instanceof AwsServiceException service
        ? failures.ofServer(service)
        : failures.onTheWay();
  }

  /** Tells whether a server says that an upload is not there. */
  static boolean isNoSuchUpload(SdkException e) {
    return e instanceof AwsServiceException service && code(service).equals("NoSuchUpload");
  }

  private StorageException ofServer(AwsServiceException e) {
    String code = code(e);
    return switch (code) {
      case "NoSuchBucket" ->
          make(
              Reason.CONFIGURATION,
              false,
              "there is no such bucket. Create it, or correct the name");
      case "NoSuchUpload" ->
          make(
              Reason.OTHER,
              false,
              "the upload was removed meanwhile. Look for a lifecycle rule of the bucket that aborts uploads, or for another node with a short 'abandonedAfter'");
      case "InvalidAccessKeyId" ->
          make(
              Reason.DENIED,
              false,
              "the server does not know this access key. Correct 'accessKey'");
      case "SignatureDoesNotMatch" ->
          make(
              Reason.DENIED,
              false,
              "the server computed another signature. Correct 'secretKey'; if it is right, 'region' or a proxy that changes requests is to blame");
      case "ExpiredToken", "TokenRefreshRequired", "InvalidToken" ->
          make(Reason.DENIED, false, "the temporary keys are over or wrong. Get new ones");
      case "RequestTimeTooSkewed", "RequestExpired" ->
          make(
              Reason.DENIED,
              false,
              "the clocks of this machine and of the server differ too much. Set this machine's clock, by NTP");
      case "PermanentRedirect",
          "TemporaryRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException" ->
          region(e);
      case "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch" ->
          make(
              Reason.CORRUPTED,
              true,
              "what arrived is not what was sent, at every attempt. Check network and memory");
      case "InvalidObjectState" ->
          make(
              Reason.OTHER,
              false,
              "the object is in an archive class. Have it restored by the server first, then try again");
      case "QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "InsufficientCapacity" ->
          make(Reason.FULL, false, "no room is left. Make room or raise the quota");
      case "EntityTooLarge" ->
          make(
              Reason.FULL,
              false,
              "it is larger than the server takes. Choose another 'partSize', or look at the quota of the bucket");
      default -> ofStatus(e);
    };
  }

  private StorageException ofStatus(AwsServiceException e) {
    int status = e.statusCode();
    return switch (status) {
      case 404 -> make(Reason.NOT_FOUND, false, "it is not there");
      case 301, 302, 307 -> region(e);
      case 401, 403 ->
          make(
              Reason.DENIED,
              false,
              "access was denied%s. Allow %s to these credentials%s"
                  .formatted(
                      code(e).isEmpty()
                          ? ", and the server does not say why: the keys may be wrong, or the clock"
                          : "",
                      action.permission(settings.object()),
                      action == Connection.Action.DELETE ? ", and look for an object lock" : ""));
      case 409 -> make(Reason.UNAVAILABLE, true, "another request was in the way. Try again");
      case 412 -> make(Reason.EXISTS, false, "it is there already; objects are written once");
      case 416 -> make(Reason.RANGE, false, "it has fewer bytes");
      case 501 ->
          make(
              Reason.CONFIGURATION,
              false,
              "the server does not know a part of the request. Set 'conditionalCreate' to false or 'checksums' to whenRequired, and leave out storage class, encryption, lock and tags it does not have");
      case 507 -> make(Reason.FULL, false, "no room is left. Make room or raise the quota");
      default -> {
        boolean isTransient = status >= 500 || status == 429 || e.isThrottlingException();
        yield isTransient
            ? make(
                Reason.UNAVAILABLE,
                true,
                "the server is overloaded or broken, after every attempt. Try again later")
            : make(
                Reason.CONFIGURATION,
                false,
                "the server refused the request: " + e.awsErrorDetails().errorMessage());
      }
    };
  }

  private StorageException region(AwsServiceException e) {
    Optional<String> right =
        Optional.ofNullable(e.awsErrorDetails())
            .map(AwsErrorDetails::sdkHttpResponse)
            .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
    return make(
        Reason.CONFIGURATION,
        false,
        "the bucket is elsewhere. Set 'region' to "
            + right.orElse("that of the bucket")
            + right.map(region -> "").orElse(", or correct 'endpoint'"));
  }

  /** A failure before there was an answer. */
  private StorageException onTheWay() {
    Throwable root = root(cause);
    if (root instanceof UnknownHostException) {
      return make(
          Reason.UNAVAILABLE, true, "the host can't be found. Check 'endpoint', 'region' and DNS");
    }
    if (root instanceof SSLException || find(cause, SSLException.class)) {
      return make(
          Reason.CONFIGURATION,
          false,
          "TLS failed: %s. Check that 'endpoint' names the host of the certificate, and that Java trusts who issued it"
              .formatted(root.getMessage()));
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("credentials")) {
      return make(
          Reason.DENIED,
          false,
          "there are no credentials. Set 'accessKey' and 'secretKey' or 'profile', or the environment of the SDK");
    }
    return make(
        Reason.UNAVAILABLE,
        true,
        "the server could not be reached, or broke off, at every attempt (%s: %s). Check 'endpoint' and the network, then try again"
            .formatted(root.getClass().getSimpleName(), root.getMessage()));
  }

  private StorageException make(Reason reason, boolean isTransient, String sentence) {
    return new StorageException(
        reason,
        "The %s can't be %s in %s: %s.%s"
            .formatted(subject, action.verb(), settings.place(), sentence, reference()),
        isTransient,
        cause);
  }

  /** What the server's own log can be searched for. */
  private String reference() {
    if (!(cause instanceof AwsServiceException service)) {
      return "";
    }
    String code = code(service);
    return " (HTTP %d%s, request %s)"
        .formatted(service.statusCode(), code.isEmpty() ? "" : " " + code, service.requestId());
  }

  private static String code(AwsServiceException e) {
    @Nullable AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean find(Throwable e, Class<? extends Throwable> kind) {
    Throwable at = e;
    for (int depth = 0; depth < 20 && at != null; depth++) {
      if (kind.isInstance(at)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }
}
