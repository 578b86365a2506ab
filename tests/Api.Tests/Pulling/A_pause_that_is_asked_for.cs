namespace CdViz.Api.Tests.Pulling;

public sealed class A_pause_that_is_asked_for
{
    /// <summary>1,795,867,200 s after 1970.</summary>
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(7, "Retry-After: 7")]
    [InlineData(0.65, "Retry-After: 0.65")]
    [InlineData(30, "Retry-After: Sat, 28 Nov 2026 12:00:30 GMT")]
    [InlineData(0, "Retry-After: Fri, 27 Nov 2026 12:00:30 GMT")]
    [InlineData(7, "Retry-After: 7", "X-RateLimit-Remaining: 12", "X-RateLimit-Reset: 1795867290")]
    [InlineData(90, "Retry-After: soon", "X-RateLimit-Reset: 1795867290")]
    [InlineData(90, "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1795867290")]
    [InlineData(50, "RateLimit-Remaining: 0", "RateLimit-Reset: 50")]
    [InlineData(30, "RateLimit: \"default\";r=0;t=30")]
    [InlineData(3600, "RateLimit: \"burst\";r=0;t=5, \"daily\";r=0;t=3600, \"monthly\";r=1000;t=2000000")]
    [InlineData(5, "RateLimit: \"burst\";r=0;pk=:cj0w:;t=5", "X-RateLimit-Remaining: 12", "X-RateLimit-Reset: 1795867290")]
    [InlineData(5, "RateLimit: limit=100, remaining=0, reset=5")]
    [InlineData(90, "RateLimit: default", "X-RateLimit-Reset: 1795867290")]
    [InlineData(90, "RateLimit-Reset: 1795867290")]
    [InlineData(90, "X-RateLimit-Reset: 1795867290000")]
    [InlineData(90, "X-RateLimit-Reset: 1795867290000000")]
    [InlineData(90.5, "X-RateLimit-Reset: 1795867290.5")]
    [InlineData(90, "X-RateLimit-Reset: 2026-11-28T12:01:30Z")]
    [InlineData(0, "X-RateLimit-Reset: 1795867100")]
    [InlineData(86_400, "Retry-After: 99999999")]
    [InlineData(86_400, "X-RateLimit-Reset: 9999999999")]
    public void is_so_many_seconds(double seconds, params string[] headers) => Asked(headers).ShouldNotBeNull().ShouldBe(TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(1));

    [Theory]
    [InlineData]
    [InlineData("Retry-After: ")]
    [InlineData("Retry-After: soon")]
    [InlineData("Retry-After: -5")]
    [InlineData("RateLimit: \"default\";r=50;t=30")]
    [InlineData("RateLimit: limit=100, remaining=50, reset=5")]
    [InlineData("RateLimit: \"default\";r=0")]
    [InlineData("X-RateLimit-Remaining: 12", "X-RateLimit-Reset: 1795867290")]
    public void is_none(params string[] headers) => Asked(headers).ShouldBeNull();

    [Fact]
    public void is_a_day_at_most_however_many_digits_it_has() => Asked("X-RateLimit-Reset: " + new string('9', 1000)).ShouldBe(RetryAfter.Longest);

    private static TimeSpan? Asked(params string[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var header in headers)
        {
            response.Headers.TryAddWithoutValidation(header.Split(": ", 2)[0], header.Split(": ", 2)[1]).ShouldBeTrue();
        }

        return RetryAfter.Of(response.Headers, Now);
    }
}
