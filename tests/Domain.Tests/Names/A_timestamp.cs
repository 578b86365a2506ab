using System.Globalization;
using System.Text;

namespace CdViz.Domain.Tests.Names;

public class A_timestamp
{
    [Theory]
    [InlineData("2023-03-20T14:27:05Z", "2023-03-20T14:27:05.000000Z")]
    [InlineData("2023-03-20t14:27:05z", "2023-03-20T14:27:05.000000Z")]
    [InlineData("2023-03-20 14:27:05Z", "2023-03-20T14:27:05.000000Z")]
    [InlineData("2023-03-20T14:27:05.3Z", "2023-03-20T14:27:05.300000Z")]
    [InlineData("2023-03-20T14:27:05.315384Z", "2023-03-20T14:27:05.315384Z")]
    [InlineData("2023-03-20T14:27:05.3153849Z", "2023-03-20T14:27:05.315384Z")]
    [InlineData("2023-03-20T14:27:05.999999999999999999Z", "2023-03-20T14:27:05.999999Z")]
    [InlineData("2023-03-20T14:27:05+00:00", "2023-03-20T14:27:05.000000Z")]
    [InlineData("2023-03-20T14:27:05-00:00", "2023-03-20T14:27:05.000000Z")]
    [InlineData("2023-03-20T00:27:05+05:30", "2023-03-19T18:57:05.000000Z")]
    [InlineData("2023-12-31T23:27:05-08:00", "2024-01-01T07:27:05.000000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z")]
    [InlineData("2023-03-20T00:27:05+0530", "2023-03-19T18:57:05.000000Z")]
    [InlineData("2023-03-20T00:27:05-08", "2023-03-20T08:27:05.000000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z")]
    [InlineData("2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.250000Z")]
    [InlineData("2017-01-01T08:59:60+09:00", "2017-01-01T00:00:00.000000Z")]
    [InlineData("2016-12-31T15:59:60-08:00", "2017-01-01T00:00:00.000000Z")]
    [InlineData("0001-01-01T00:00:00.000001Z", "0001-01-01T00:00:00.000001Z")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    public void is_an_instant_in_whole_microseconds(string text, string instant)
    {
        Rfc3339.Read(Encoding.UTF8.GetBytes(text), out var utc).ShouldBe(TimestampVerdict.Ok);
        utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture).ShouldBe(instant);
        (utc.Kind, utc.Ticks % TimeSpan.TicksPerMicrosecond).ShouldBe((DateTimeKind.Utc, 0));
    }

    [Theory]
    [InlineData("2023-03-20T14:27:05")]
    [InlineData("2023-03-20")]
    [InlineData("2023-03-20T14:27Z")]
    [InlineData("2023-03-20T14:27:05.Z")]
    [InlineData("2023-03-20T14:27:05,5Z")]
    [InlineData("2023-02-29T14:27:05Z")]
    [InlineData("2023-13-01T14:27:05Z")]
    [InlineData("2023-00-01T14:27:05Z")]
    [InlineData("2023-01-00T14:27:05Z")]
    [InlineData("2023-03-20T24:00:00Z")]
    [InlineData("2023-03-20T14:60:05Z")]
    [InlineData("2023-03-20T14:27:61Z")]
    [InlineData("2023-03-20T14:27:60Z")]
    [InlineData("2023-03-20T23:59:60+01:00")]
    [InlineData("2023-03-20T14:27:05+010")]
    [InlineData("2023-03-20T14:27:05+1")]
    [InlineData("2023-03-20T14:27:05+24:00")]
    [InlineData("2023-03-20T14:27:05+01:60")]
    [InlineData("2023-03-20T14:27:05 +01:00")]
    [InlineData("2023-03-20T14:27:05Z ")]
    [InlineData(" 2023-03-20T14:27:05Z")]
    [InlineData("２０23-03-20T14:27:05Z")]
    [InlineData("02023-03-20T14:27:05Z")]
    [InlineData("Mon, 20 Mar 2023 14:27:05 GMT")]
    public void is_not_anything_else(string text) => Rfc3339.Read(Encoding.UTF8.GetBytes(text), out _).ShouldBe(TimestampVerdict.Malformed);

    [Theory]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0000-02-29T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:30:00+01:00")]
    [InlineData("9999-12-31T23:30:00-01:00")]
    [InlineData("9999-12-31T23:59:60Z")]
    public void lies_within_the_years_of_the_calendar(string text) => Rfc3339.Read(Encoding.UTF8.GetBytes(text), out _).ShouldBe(TimestampVerdict.OutOfRange);
}
