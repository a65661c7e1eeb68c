using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary>What is asked of every refusal: its type, a message that names things, and that nothing is lost by it.</summary>
internal static class Refusal
{
    /// <summary>The promise and <c>Fit</c> refuse the data's columns alike, and the trainer fits good data after that.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="bad">Data whose schema is wrong.</param>
    /// <param name="good">Data that it can be fitted on.</param>
    /// <param name="parts">What the messages must contain.</param>
    public static void OfColumns(NetworkTrainer trainer, IDataView bad, IDataView? good, params string[] parts)
    {
        Check(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(bad.Schema.ToShape())), parts);
        Check(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(bad)), parts);
        CheckFits(trainer, good);
    }

    /// <summary><c>Fit</c> refuses the data's rows, and the trainer fits good data after that.</summary>
    public static void OfRows(NetworkTrainer trainer, IDataView bad, IDataView? good, params string[] parts)
    {
        Check(Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(bad)), parts);
        CheckFits(trainer, good);
    }

    public static void Check(Exception error, params string[] parts)
    {
        foreach (string part in parts)
        {
            StringAssert.Contains(error.Message, part);
        }
    }

    /// <summary>The messages of an error and of those behind it: ML.NET puts its own around what a loader throws.</summary>
    public static string Messages(Exception error)
    {
        string messages = "";
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            Assert.IsNotInstanceOfType<NullReferenceException>(inner);
            Assert.IsNotInstanceOfType<OutOfMemoryException>(inner);
            messages += $"{inner.GetType().Name}: {inner.Message}\n";
        }

        return messages;
    }

    private static void CheckFits(NetworkTrainer trainer, IDataView? good)
    {
        if (good is not null)
        {
            Assert.IsNotNull(trainer.Fit(good).Model.History);
        }
    }
}
