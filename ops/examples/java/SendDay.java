import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Sends a day's file (NDJSON) and waits until it is in the figures: Java 17 or newer, without libraries.
 *
 * <pre>ORDERTRACKING_TOKEN=… java ops/examples/java/SendDay.java ops/examples/day.ndjson EXAMPLE</pre>
 *
 * The few members that it needs are taken from the answers by patterns; a program of your own has a JSON library.
 */
public class SendDay {
    private static final String URL = System.getenv().getOrDefault("ORDERTRACKING_URL", "http://127.0.0.1:5080");
    private static final Set<Integer> PASSING = Set.of(408, 429, 502, 503, 504);
    private static final Pattern REFUSED = Pattern.compile(
        "\\{\"line\":(\\d+)[^{}]*\"status\":\"refused\"[^{}]*\"code\":\"([^\"]*)\",\"field\":\"([^\"]*)\",\"expected\":\"([^\"]*)\"");
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    public static void main(String[] args) throws Exception {
        // At most 100,000 lines and 64 MB: a longer file is sent in parts, one after the other.
        var answer = call("/v1/events", Files.readAllBytes(Path.of(args[0])));
        var refused = REFUSED.matcher(answer);
        while (refused.find()) {
            System.out.printf("line %s refused: %s %s, expected %s%n", refused.group(1), refused.group(2), refused.group(3), refused.group(4));
        }
        System.out.printf("sent: %d accepted, %d duplicates, %d held, %d refused%n", number(answer, "accepted"), number(answer, "duplicates"),
            number(answer, "held"), number(answer, "refused"));
        // The service answers once its views have the position; after 10 seconds it is 503, and asked again.
        var account = URLEncoder.encode(args[1], StandardCharsets.UTF_8);
        var figures = call("/v1/on-time?account=" + account + "&waitFor=" + number(answer, "position"), null);
        var total = figures.substring(figures.indexOf("\"total\":"));
        System.out.printf("on time: %d of %d%n", number(total, "numerator"), number(total, "denominator"));
    }

    /** The answer. What got none is sent again, byte for byte: by the events' ids nothing counts twice. */
    private static String call(String path, byte[] body) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(URL + path)).timeout(Duration.ofMinutes(10))
            .header("Authorization", "Bearer " + System.getenv("ORDERTRACKING_TOKEN"));
        if (body != null) {
            request.header("Content-Type", "application/x-ndjson").POST(BodyPublishers.ofByteArray(body));
        }
        double pause = 0.2;
        double waited = 0;
        while (true) {
            double asked = 0;
            String trouble;
            try {
                var response = HTTP.send(request.build(), BodyHandlers.ofString());
                if (response.statusCode() < 300) {
                    return response.body();
                }
                trouble = response.statusCode() + " " + response.body();
                if (!PASSING.contains(response.statusCode())) {
                    throw new IllegalStateException("refused: " + trouble);
                }
                asked = response.headers().firstValue("Retry-After").map(SendDay::seconds).orElse(0.0);
            } catch (IOException broken) {
                trouble = broken.toString();
            }
            // Between half and all of it, so that many senders that were cut off at once do not come back at once.
            double now = asked + pause * ThreadLocalRandom.current().nextDouble(0.5, 1);
            waited += now;
            if (waited > 60) {
                throw new IllegalStateException("no answer: " + trouble);
            }
            Thread.sleep((long) (now * 1000));
            pause = Math.min(pause * 2, 10);
        }
    }

    private static double seconds(String retryAfter) {
        if (retryAfter.chars().allMatch(Character::isDigit)) {
            return Double.parseDouble(retryAfter);
        }
        var until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter));
        return Math.max(0, Duration.between(Instant.now(), until).toSeconds());
    }

    private static long number(String json, String member) {
        var found = Pattern.compile("\"" + member + "\":(\\d+)").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + member + " in " + json);
        }
        return Long.parseLong(found.group(1));
    }
}
