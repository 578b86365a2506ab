using Microsoft.AspNetCore.Http.HttpResults;

namespace CdViz.Api.Pages;

/// <summary>Answers a browser with a page that says what is the matter, where the API would answer with problem details.</summary>
internal static class PageAnswer
{
    /// <summary>Writes it.</summary>
    public static async Task ExecuteAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        var page = new RazorComponentResult<PlainPage>(new Dictionary<string, object?>
        {
            [nameof(PlainPage.Title)] = title,
            [nameof(PlainPage.Detail)] = detail,
            [nameof(PlainPage.Status)] = status,
        })
        { StatusCode = status };
        // In services of its own: where another page of this request has failed, those of the request are in use.
        var before = context.RequestServices;
        await using var scope = before.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await page.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = before;
        }
    }
}
