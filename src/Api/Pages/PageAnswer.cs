using Microsoft.AspNetCore.Http.HttpResults;

namespace CdViz.Api.Pages;

/// <summary>Answers a browser with a page that says what is the matter, where the API would answer with problem details.</summary>
internal static class PageAnswer
{
    /// <summary>Writes it.</summary>
    public static Task ExecuteAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        var page = new RazorComponentResult<PlainPage>(new Dictionary<string, object?>
        {
            [nameof(PlainPage.Title)] = title,
            [nameof(PlainPage.Detail)] = detail,
            [nameof(PlainPage.Status)] = status,
        })
        { StatusCode = status };
        return page.ExecuteAsync(context);
    }
}
