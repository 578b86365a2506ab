namespace CdViz.Domain.Tests;

public class The_time_as_the_log_keeps_it
{
    [Theory]
    [InlineData("2026-05-01T10:59:59.123456Z")]
    [InlineData("0001-01-01T00:00:00.000001Z")]
    [InlineData("9999-12-31T23:59:59.999999Z")]
    public void is_read_as_it_was_written(string text)
    {
        var time = OccurredAt.Parse(text);

        time.Kind.ShouldBe(DateTimeKind.Utc);
        OccurredAt.Text(time).ShouldBe(text);
    }

    [Theory]
    [InlineData("2026-05-01T10:59:59.1234567Z")]
    [InlineData("2026-05-01T10:59:59.123456+")]
    [InlineData("2026-05-01T10:59:59,123456Z")]
    [InlineData("2026-05-01T10:59:59.12345xZ")]
    [InlineData("2026-05-01T10:59:59Z")]
    [InlineData("")]
    public void has_no_other_form(string text) => Should.Throw<FormatException>(() => OccurredAt.Parse(text)).Message.ShouldContain($"'{text}'");
}
