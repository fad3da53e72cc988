/// The model of the inspection as a whole.
public enum InspectionModel {
  /// Its generation: grows with each change that can decide a session otherwise although traffic and
  /// policy are the same.
  public static let number = 1
}
