package io.lifeboat.backup.storage.s3;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A line to a server that goes wrong as told. Requests pass unchanged, one a connection, but for
 * those that a fault waits for.
 */
final class WireFaults implements Closeable {

  /** What goes wrong. */
  enum Kind {
    /** The connection is cut in the middle of the request's body. */
    CUT_REQUEST,
    /** The server gets the request; the answer is lost. */
    DROP_ANSWER,
    /** The answer is 500. */
    ERROR_500("500 InternalError"),
    /** The answer is 503 SlowDown. */
    SLOW_DOWN("503 SlowDown"),
    /** The answer is that a header is not known, as B2 and others say it. */
    UNSUPPORTED_HEADER("400 InvalidArgument"),
    /** The answer is that a header is not known, as R2 and others say it. */
    NOT_IMPLEMENTED("501 NotImplemented"),
    /** The answer is that the clocks differ. */
    SKEWED("403 RequestTimeTooSkewed"),
    /** The request is taken, and there is no answer until the client gives up. */
    HANG,
    /** Nothing of the request's body is taken until the client gives up. */
    STALL,
    /** One bit of the body changes on its way to the server. */
    FLIP_REQUEST,
    /** The body of the answer ends after a thousand bytes, by a cut. */
    SHORT_ANSWER,
    /** The request passes once another one that is told the same is on its way too. */
    MEET;

    /**
     * Status and code to answer with, without asking the server; empty if that is not the fault.
     */
    private final String answer;

    Kind() {
      this("");
    }

    Kind(String answer) {
      this.answer = answer;
    }
  }

  /** The first line of a request, and its headers. */
  record Request(String line, List<String> headers) {
    boolean is(String method, String part) {
      return line.startsWith(method + " ") && line.contains(part);
    }

    /** Tells whether a header is there whose lower-case line begins with a text. */
    boolean has(String beginning) {
      return headers.stream()
          .anyMatch(header -> header.toLowerCase(Locale.ROOT).startsWith(beginning));
    }

    /** Returns the value of a header, empty if it is not there. */
    String header(String name) {
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(header -> header.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    long length() {
      String chunked = "transfer-encoding: chunked";
      for (String header : headers) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          return Long.parseLong(lower.substring(15).strip());
        }
        if (lower.equals(chunked)) {
          throw new IllegalStateException("A request without a length: " + line);
        }
      }
      return 0;
    }
  }

  private record Fault(Predicate<Request> when, Kind kind, AtomicInteger times) {}

  private final URI server;
  private final ServerSocket socket;
  private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Request> seen = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CyclicBarrier meeting = new CyclicBarrier(2);

  WireFaults(URI server) throws IOException {
    this.server = server;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("wire-faults", this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Lets the next so many requests of a kind go wrong. */
  WireFaults fail(int times, Kind kind, Predicate<Request> when) {
    faults.add(new Fault(when, kind, new AtomicInteger(times)));
    return this;
  }

  /** How many requests there were whose first line begins with a method and contains a text. */
  long count(String method, String part) {
    return requests(method, part).size();
  }

  /** The requests whose first line begins with a method and contains a text. */
  List<Request> requests(String method, String part) {
    return seen.stream().filter(request -> request.is(method, part)).toList();
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = socket.accept();
        start("wire-faults-connection", () -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      Request request = head(in);
      if (request == null) {
        return;
      }
      seen.add(request);
      pass(request, in, client.getOutputStream(), kind(request));
    } catch (IOException e) {
      // One of the ends broke off, which the other one sees.
    }
  }

  private @Nullable Kind kind(Request request) {
    for (Fault fault : faults) {
      if (fault.when().test(request) && fault.times().getAndDecrement() > 0) {
        return fault.kind();
      }
    }
    return null;
  }

  private void pass(Request request, InputStream in, OutputStream out, @Nullable Kind kind)
      throws IOException {
    if (kind != null && !kind.answer.isEmpty()) {
      copy(in, OutputStream.nullOutputStream(), request.length(), false);
      answer(out, kind.answer);
      return;
    }
    if (kind == Kind.HANG || kind == Kind.STALL) {
      if (kind == Kind.HANG) {
        copy(in, OutputStream.nullOutputStream(), request.length(), false);
      }
      await();
      return;
    }
    if (kind == Kind.MEET) {
      meet();
    }
    try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
      OutputStream to = upstream.getOutputStream();
      to.write((request.line() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      for (String header : request.headers()) {
        if (!header.toLowerCase(Locale.ROOT).startsWith("connection:")) {
          to.write((header + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      to.write("Connection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      if (kind == Kind.CUT_REQUEST) {
        copy(in, to, request.length() / 2, false);
        return;
      }
      copy(in, to, request.length(), kind == Kind.FLIP_REQUEST);
      to.flush();
      relay(upstream.getInputStream(), out, kind);
    }
  }

  private static void relay(InputStream from, OutputStream out, @Nullable Kind kind)
      throws IOException {
    if (kind == Kind.DROP_ANSWER) {
      from.readAllBytes();
      return;
    }
    Request head = head(from);
    if (head == null) {
      return;
    }
    out.write((head.line() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    for (String header : head.headers()) {
      if (!header.toLowerCase(Locale.ROOT).startsWith("connection:")) {
        out.write((header + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    out.write("Connection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    if (kind == Kind.SHORT_ANSWER) {
      out.write(from.readNBytes(1000));
    } else {
      from.transferTo(out);
    }
    out.flush();
  }

  private static void answer(OutputStream out, String status) throws IOException {
    String code = status.substring(4);
    byte[] body =
        ("<?xml version=\"1.0\"?><Error><Code>"
                + code
                + "</Code><Message>told to</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);
    out.write(
        ("HTTP/1.1 "
                + status
                + "\r\nContent-Type: application/xml\r\nContent-Length: "
                + body.length
                + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  private static void copy(InputStream in, OutputStream out, long length, boolean flip)
      throws IOException {
    byte[] buffer = new byte[64 << 10];
    long left = length;
    boolean mustFlip = flip;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("The client broke off.");
      }
      if (mustFlip) {
        buffer[read / 2] ^= 1;
        mustFlip = false;
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static @Nullable Request head(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    List<String> lines = new ArrayList<>();
    while (true) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      if (next == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        line.reset();
        if (text.isEmpty()) {
          return new Request(lines.get(0), List.copyOf(lines.subList(1, lines.size())));
        }
        lines.add(text);
      } else {
        line.write(next);
      }
    }
  }

  private void meet() throws IOException {
    try {
      meeting.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IOException("Nobody came.", e);
    }
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
  }
}
