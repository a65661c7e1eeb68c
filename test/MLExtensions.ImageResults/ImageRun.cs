namespace MLExtensions.ImageResults;

/// <summary>What came of a training run, ours or PyTorch's.</summary>
/// <param name="TrainingLoss">The mean loss of each epoch.</param>
/// <param name="ValidationAccuracy">The accuracy on the held-out training images after each epoch.</param>
/// <param name="TestAccuracy">That on the test images, of the weights with the lowest validation loss.</param>
/// <param name="ReadSeconds">Reading and decoding, of the test images too.</param>
/// <param name="TrainSeconds">All epochs, validation included.</param>
/// <param name="TestSeconds">Predicting the test images, decoded on our side.</param>
internal sealed record ImageRun(double[] TrainingLoss, double[] ValidationAccuracy, double TestAccuracy, double ReadSeconds, double TrainSeconds, double TestSeconds);
