using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CdViz.Api.Tests.Properties;

/// <summary>What somebody sends who means no good, or whose program is broken.</summary>
internal static class Hostile
{
    // What no answer may show: words of the database, of the driver, of the program.
    private static readonly string[] Secrets = ["Npgsql", "SqlState", "mt_events", "   at ", "pg_catalog", "_pkey", "_idx", "Exception", "syntax error", "/work/", ".cs:line"];

    /// <summary>Whether a text says what only the log may say.</summary>
    public static bool Leaks(string text) => Array.Exists(Secrets, secret => text.Contains(secret, StringComparison.Ordinal));

    /// <summary>Values for any parameter, as they stand in an address.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "", "%20", "%00", "a%00b", "%", "%25", "%zz", "%FF%FE", "%ED%A0%80", "%F0%9F%92%A9", "%EF%BB%BF", "..%2F..%2Fetc%2Fpasswd", "%27%20or%201%3D1%20--", "%22%3B%20drop%20table%20x%3B--",
        "%24%7Bjndi%3Aldap%3A%2F%2Fx%7D", "%3Cscript%3E", "null", "true", "NaN", "infinity", "-infinity", "now", "today", "epoch", "allballs", "0", "-0", "-1", "1", "00000000000000000001", "1e9", "0x10", "1.5",
        "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", new('9', 400), new('x', 2000), new('x', 2001), new('x', 20_000),
        "0001-01-01", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00%2B14:00", "1899-12-31T23:59:59Z", "1900-01-01", "1970-01-01T00:00:00Z", "2026-02-30", "2026-01-31T24:00:00Z",
        "2026-01-31T09:30:00Z", "2026-01-31T09:30:00", "2999-12-31T23:59:59.9999999Z", "3000-01-01", "3000-01-01T00:00:00.0000001Z", "9999-12-31T23:59:58Z", "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59.9999999-14:00", "10000-01-01", "294277-01-01", "-4713-01-01", "day", "week", "month", "year", "century", "DAY", "UTC", "utc", "posix/UTC", "right/UTC", "localtime",
        "posixrules", "Factory", "Europe/Berlin", "EST5EDT", "EST", "Etc/GMT%2B12", "XXX-99", "Europe/../UTC", "%2B00:00", "US/Pacific-New", "SystemV/AST4", "Asia/Hanoi", "dora", "dora@1", "dora@999999999999",
        "dora@1@2", "%40", "dora@1;attribution_window=9999%20years",
        "dora@1;repeat_window=9999%20weeks;attribution_window=9999:59:59", "dora@1;failure_rules=;lead_steps=;incident_rules=", "dora@1;;x=y", "dora@1;attribution_window=%D9%A1%20s", "2021", "1999", "deployment_frequency", "MA", "MTIzIA", "OTIyMzM3MjAzNjg1NDc3NTgwNyB4", "MzE1NTM3ODk3NTk5OTk5OTk5OSB4", "MCAw", "00000000-0000-0000-0000-000000000000", ",", ",,,", "*", "(", "[", "\\",
    ];

    /// <summary>Times from which to which may be asked.</summary>
    public static IReadOnlyList<(string From, string To)> Spans { get; } =
    [
        ("9999-12-31T23:59:58Z", "9999-12-31T23:59:59.9999999Z"), ("0001-01-01", "0001-01-02"), ("0001-01-01", "9999-12-31"), ("1900-01-01", "3000-01-01"), ("1900-01-01", "1900-01-02"),
        ("2999-12-31", "3000-01-01"), ("2026-01-02", "2026-01-01"), ("2026-01-01", "2026-01-01"), ("2021-01-01", "2026-06-01"), ("2026-01-01", "2026-01-01T00:00:00.0000001Z"),
    ];

    /// <summary>Whole bodies.</summary>
    public static IReadOnlyList<byte[]> Bodies { get; } =
    [
        [], [0], [0xff, 0xfe], [0xef, 0xbb, 0xbf], .. ((string[])["{", "{}", "[]", "[{}]", "null", "1", "\"x\"", "{\"a\":1,\"a\":2}", "\u0000{}", "{}{}", "{\"\\u0000\":1}", "{\"x\":\"\\ud800\"}"]).Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(new string('[', 100_000)), Encoding.UTF8.GetBytes($"{{\"x\":{new string('9', 100_000)}}}"), Encoding.UTF8.GetBytes($"\"{new string('x', 2_000_000)}\""),
    ];

    /// <summary>Values of a member of a body.</summary>
    public static IReadOnlyList<Func<JsonNode?>> Members { get; } =
    [
        () => null, () => "", () => " ", () => "\0", () => "a\0b", () => "x\u2028\u202e", () => new string('x', 2001), () => new string('x', 2_000_000), () => 0, () => -1, () => long.MaxValue,
        () => JsonNode.Parse("1e400"), () => JsonNode.Parse("9223372036854775808"), () => true, () => new JsonArray(), () => new JsonObject(), () => new JsonObject { ["environment"] = "a\0b" },
        () => new JsonObject { ["\0"] = "x" }, () => new JsonObject { ["environment"] = new string('x', 100_000) }, () => new JsonObject { ["occurredAt"] = "9999-12-31T23:59:59.9999999Z" },
        () => "0001-01-01T00:00:00Z", () => "9999-12-31T23:59:59.9999999-14:00", () => "0001-01-01T00:00:00+14:00", () => "2026-01-01T00:00:00+99:99", () => "infinity", () => "-infinity",
        () => "2026-02-30T25:61:61Z", () => "pkg:oci/x@sha256:%", () => "http://[::1", () => "a|b|c", () => "javascript:alert(1)",
    ];

    /// <summary>A value nobody has thought of.</summary>
    public static string Random(Random random)
    {
        var value = Values[random.Next(Values.Count)];
        return random.Next(4) switch
        {
            0 => value + Values[random.Next(Values.Count)],
            1 => value[..random.Next(value.Length + 1)],
            2 => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => $"%{random.Next(256):x2}")),
            _ => string.Create(CultureInfo.InvariantCulture, $"{random.Next(0, 10_000):0000}-{random.Next(0, 14):00}-{random.Next(0, 33):00}T{random.Next(0, 26):00}:00:00Z"),
        };
    }
}
