using System.Text.Json;
using Microsoft.Playwright;

namespace OrderTracking.Dashboard.Tests;

/// <summary>Forms that a page does not offer, sent all the same.</summary>
internal static class Posting
{
    /// <summary>Posts a form by the session of an open page, with that page's antiforgery token; the answer's status and text.</summary>
    public static async Task<(int Status, string Text)> PostForm(this IPage page, string path, object fields)
    {
        var answer = await page.EvaluateAsync<JsonElement>(
            """
            async ([path, fields]) => {
              const form = new URLSearchParams(fields);
              form.set('__RequestVerificationToken', document.querySelector('[name=__RequestVerificationToken]').value);
              const answer = await fetch(path, { method: 'POST', body: form, redirect: 'manual' });
              return { status: answer.status, text: await answer.text() };
            }
            """, new object[] { path, fields });
        return (answer.GetProperty("status").GetInt32(), answer.GetProperty("text").GetString()!);
    }
}
