using System.Diagnostics;
using Microsoft.ML;

namespace MLExtensions.TabularResults;

/// <summary>Trains and tests once.</summary>
internal static class Measuring
{
    /// <summary>The figures of a pipeline on the test rows, and how long it trained.</summary>
    public static Score[] Run(MLContext context, RealTable table, IEstimator<ITransformer> estimator, IDataView training, IDataView test)
    {
        var labels = table.Task == TableTask.Multiclass ? context.Transforms.Conversion.MapValueToKey("Label", "Number").Fit(training) : null;
        IDataView rows = labels?.Transform(training) ?? training;
        var watch = Stopwatch.StartNew();
        ITransformer model = estimator.Fit(rows);
        double seconds = watch.Elapsed.TotalSeconds;
        return [.. Evaluate(context, table.Task, model.Transform(labels?.Transform(test) ?? test)), new("seconds", seconds)];
    }

    private static Score[] Evaluate(MLContext context, TableTask task, IDataView scored)
    {
        switch (task)
        {
            case TableTask.Binary:
                var binary = context.BinaryClassification.Evaluate(scored);
                double binaryError = context.BinaryClassification.EvaluateCalibration(scored).ExpectedCalibrationError;
                return [new("accuracy", binary.Accuracy), new("AUC", binary.AreaUnderRocCurve), new("log-loss", binary.LogLoss * Math.Log(2)), new("ECE", binaryError)];
            case TableTask.Multiclass:
                var multiclass = context.MulticlassClassification.Evaluate(scored);
                double error = context.MulticlassClassification.EvaluateCalibration(scored).ExpectedCalibrationError;
                return [new("accuracy", multiclass.MicroAccuracy), new("log-loss", multiclass.LogLoss), new("ECE", error)];
            default:
                var regression = context.Regression.Evaluate(scored);
                return [new("RMSE", regression.RootMeanSquaredError), new("MAE", regression.MeanAbsoluteError), new("R2", regression.RSquared)];
        }
    }
}
